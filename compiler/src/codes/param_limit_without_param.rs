use gwc_syntax::declare_rule;

declare_rule! {
    /// A rate limit counts by a path parameter that the path does not have.
    ///
    /// ## What it does
    /// Reports an endpoint with a rate limit that sets `per: { param: NAME }`, if the path has no `{NAME}`.
    ///
    /// ## Why is this bad?
    /// The parameter is always empty, so the gateway cannot tell clients apart. KrakenD rejects every request with `429`.
    ///
    /// ## Example
    /// `by-shop` counts by the parameter `{shop}`, and the path `/billing/*` has none:
    /// ```yaml,bad
    /// # file: gateway.yaml
    /// gateway: example
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// rate_limits: { by-shop: { total: 100/s, per: { param: shop, rate: 10/s } } }
    /// # file: services.yaml
    /// defaults: { timeout: 5s }
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET, auth: public, rate_limit: by-shop }
    /// ```
    ///
    /// ## Use instead
    /// Declare the parameter in the path, or attach another limit to this endpoint.
    /// ```yaml,good
    /// # file: gateway.yaml
    /// gateway: example
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// rate_limits: { by-shop: { total: 100/s, per: { param: shop, rate: 10/s } } }
    /// # file: services.yaml
    /// defaults: { timeout: 5s }
    /// services:
    ///   billing: { at: /billing, upstream: commerce, paths: { "/{shop}/bills": GET }, auth: public, rate_limit: by-shop }
    /// ```
    pub(crate) PARAM_LIMIT_WITHOUT_PARAM { code: "GW311", name: "param-limit-without-param", category: Correctness, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}
