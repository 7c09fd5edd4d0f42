use crate::declare_rule;

declare_rule! {
    /// A value carries a YAML tag such as `!secret` or `!!str`.
    ///
    /// ## Why is this bad?
    /// Tags have no meaning in route files: what the author hoped for does not happen.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   billing: { at: !prefix /billing, upstream: commerce, methods: GET }
    /// ```
    ///
    /// ## Use instead
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET }
    /// ```
    pub YAML_TAG { code: "GW005", name: "yaml-tag", category: Correctness, severity: Error, since: "0.1.0", inputs: [RouteFiles, Krakend, HostTables, Manifests] }
}
