use crate::declare_rule;

declare_rule! {
    /// A path with a parameter stands unquoted inside `{ }` or `[ ]`.
    ///
    /// ## Why is this bad?
    /// Between braces YAML reads the `{` of `{name}` as the start of a map: the file breaks, or the path
    /// silently becomes another one.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   pricing: { at: /pricing, upstream: pricing, paths: { /model/{name}: GET } }
    /// ```
    ///
    /// ## Use instead
    /// ```yaml,good
    /// services:
    ///   pricing: { at: /pricing, upstream: pricing, paths: { "/model/{name}": GET } }
    /// ```
    pub BRACE_IN_FLOW { code: "GW006", name: "brace-in-flow", category: Correctness, severity: Error, since: "0.1.0", inputs: [RouteFiles, Krakend, HostTables, Manifests] }
}
