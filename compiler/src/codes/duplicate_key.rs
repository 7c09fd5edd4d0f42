use gwc_syntax::declare_rule;

declare_rule! {
    /// A map has the same key twice.
    ///
    /// ## What it does
    /// Reports the second and each later use of a key in one map.
    ///
    /// ## Why is this bad?
    /// Only one of the values takes effect, and YAML readers differ in which one. In the example, the gateway would
    /// accept either only `GET` or only `POST`, and return `405` for the other method.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET, methods: POST }
    /// ```
    ///
    /// ## Use instead
    /// Write the key once, with the value that you mean.
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET POST }
    /// ```
    pub(crate) DUPLICATE_KEY { code: "GW021", name: "duplicate-key", category: Correctness, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}
