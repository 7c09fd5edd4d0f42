use crate::declare_rule;

declare_rule! {
    /// The file is not valid YAML.
    ///
    /// ## Why is this bad?
    /// Nothing after this place can be read, so nothing in the file can be built or checked.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   billing: { at: [/billing, upstream: commerce }
    /// ```
    ///
    /// ## Use instead
    /// ```yaml,good
    /// services:
    ///   billing: { at: [/billing], upstream: commerce, methods: GET }
    /// ```
    pub YAML_SYNTAX { code: "GW001", name: "yaml-syntax", category: Correctness, severity: Error, since: "0.1.0", inputs: [RouteFiles, Krakend, HostTables, Manifests] }
}
