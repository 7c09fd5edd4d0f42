use gwc_syntax::declare_rule;

declare_rule! {
    /// Two endpoints answer the same method and path.
    ///
    /// ## Why is this bad?
    /// A router keeps one of them, or refuses to start; which one is an accident of order.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   models:  { at: /v1, upstream: models, paths: { /models: GET } }
    ///   catalog: { at: /v1, upstream: catalog, paths: { /models: GET } }
    /// ```
    ///
    /// ## Use instead
    /// ```yaml,good
    /// services:
    ///   models: { at: /v1, upstream: models, paths: { /models: GET } }
    /// ```
    pub(crate) DUPLICATE_ENDPOINT { code: "GW101", name: "duplicate-endpoint", category: Correctness, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}
