use crate::declare_rule;

declare_rule! {
    /// A file is not valid YAML.
    ///
    /// ## What it does
    /// Reports the place where the YAML parser stops: a bracket or quote that is not closed, a tab in the indentation, a
    /// missing space after `:`, a marker of an unresolved merge conflict.
    ///
    /// ## Why is this bad?
    /// The text after this place cannot be read. A build that continued would emit a gateway without the services that
    /// follow, and their paths would return `404`.
    ///
    /// ## Example
    /// The `[` before `/billing` has no `]`:
    /// ```yaml,bad
    /// services:
    ///   billing: { at: [/billing, upstream: commerce, methods: GET }
    /// ```
    ///
    /// ## Use instead
    /// Close the bracket:
    /// ```yaml,good
    /// services:
    ///   billing: { at: [/billing], upstream: commerce, methods: GET }
    /// ```
    ///
    /// ## References
    /// YAML 1.2.2, <https://yaml.org/spec/1.2.2/>
    pub YAML_SYNTAX { code: "GW001", name: "yaml-syntax", category: Correctness, severity: Error, since: "0.1.0", inputs: [RouteFiles, Krakend, HostTables, Manifests] }
}
