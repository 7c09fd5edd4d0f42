use gwc_syntax::declare_rule;

declare_rule! {
    /// Two endpoints have the same method and path.
    ///
    /// ## What it does
    /// Reports the second declaration of a method and path in a gateway. Paths that differ only in the names of their
    /// parameters are the same path.
    ///
    /// ## Why is this bad?
    /// KrakenD panics when it starts: `handlers are already registered for path '/v1/models'`. Other routers keep one
    /// of the two: in the example, no request for `/v1/models` would reach the other upstream.
    ///
    /// ## Example
    /// Both services declare `GET /v1/models`:
    /// ```yaml,bad
    /// services:
    ///   models:  { at: /v1, upstream: models, paths: { /models: GET } }
    ///   catalog: { at: /v1, upstream: catalog, paths: { /models: GET } }
    /// ```
    ///
    /// ## Use instead
    /// Remove one of them, or change its path:
    /// ```yaml,good
    /// services:
    ///   models: { at: /v1, upstream: models, paths: { /models: GET } }
    /// ```
    pub(crate) DUPLICATE_ENDPOINT { code: "GW101", name: "duplicate-endpoint", category: Correctness, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}
