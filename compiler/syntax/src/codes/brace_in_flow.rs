use crate::declare_rule;

declare_rule! {
    /// A path with a parameter is not quoted inside `{ }` or `[ ]`.
    ///
    /// ## What it does
    /// Reports an unquoted path that contains `{` inside a map or list in braces or brackets.
    ///
    /// ## Why is this bad?
    /// Inside braces, YAML reads the `{` of `{name}` as the start of a map. The file is then invalid, or the endpoint
    /// gets another path than you wrote.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   pricing: { at: /pricing, upstream: pricing, paths: { /model/{name}: GET } }
    /// ```
    ///
    /// ## Use instead
    /// Quote the path:
    /// ```yaml,good
    /// services:
    ///   pricing: { at: /pricing, upstream: pricing, paths: { "/model/{name}": GET } }
    /// ```
    pub BRACE_IN_FLOW { code: "GW006", name: "brace-in-flow", category: Correctness, severity: Error, since: "0.1.0", inputs: [RouteFiles, Krakend, HostTables, Manifests] }
}
