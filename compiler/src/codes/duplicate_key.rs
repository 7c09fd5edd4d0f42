use gwc_syntax::declare_rule;

declare_rule! {
    /// A map says one key twice.
    ///
    /// ## Why is this bad?
    /// One of the two values is lost, and which one depends on the reader.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET, methods: POST }
    /// ```
    ///
    /// ## Use instead
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET POST }
    /// ```
    pub(crate) DUPLICATE_KEY { code: "GW021", name: "duplicate-key", category: Correctness, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}
