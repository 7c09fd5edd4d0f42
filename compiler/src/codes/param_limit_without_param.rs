use gwc_syntax::declare_rule;

declare_rule! {
    /// A limit tells callers apart by a path parameter that the path does not have.
    ///
    /// ## Why is this bad?
    /// KrakenD limits nothing then, without a word.
    ///
    /// ## Example
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
    /// Name a parameter of the path, or attach the limit elsewhere.
    pub(crate) PARAM_LIMIT_WITHOUT_PARAM { code: "GW311", name: "param-limit-without-param", category: Correctness, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}
