use gwc_syntax::declare_rule;

declare_rule! {
    /// A service or a gateway has no endpoint.
    ///
    /// ## What it does
    /// Reports a service without `methods` and without `paths`, and a gateway in which no service has an endpoint. In a
    /// KrakenD configuration, reports an empty or missing list `endpoints` as a warning, unless the configuration has
    /// `async_agent` or `plugin/http-server`.
    ///
    /// ## Why is this bad?
    /// Every request to the service or the gateway returns `404`.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   billing: { at: /billing, upstream: commerce }
    /// ```
    ///
    /// ## Use instead
    /// Set `methods` for all paths below the prefix, or list `paths`:
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET }
    /// ```
    pub(crate) NO_ENDPOINTS { code: "GW112", name: "no-endpoints", category: Correctness, severity: Error, since: "0.1.0", inputs: [RouteFiles, Krakend] }
}
