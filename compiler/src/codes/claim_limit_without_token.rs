use gwc_syntax::declare_rule;

declare_rule! {
    /// A limit tells callers apart by a claim, on an endpoint that verifies no token.
    ///
    /// ## Why is this bad?
    /// There is no claim, so all callers share one bucket or none has one.
    ///
    /// ## Example
    /// ```yaml,bad
    /// # file: gateway.yaml
    /// gateway: example
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// rate_limits: { by-org: { total: 100/s, per: { claim: owner, rate: 10/s } } }
    /// # file: services.yaml
    /// defaults: { timeout: 5s }
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET, auth: public, rate_limit: by-org }
    /// ```
    ///
    /// ## Use instead
    /// Limit by `per_ip`, or require a token.
    pub(crate) CLAIM_LIMIT_WITHOUT_TOKEN { code: "GW310", name: "claim-limit-without-token", category: Correctness, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}
