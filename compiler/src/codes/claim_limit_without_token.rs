use gwc_syntax::declare_rule;

declare_rule! {
    /// A rate limit counts by a claim or by API key, but the endpoint accepts requests without a verified one.
    ///
    /// ## What it does
    /// Reports an endpoint with a rate limit that sets `per: { claim: ... }`, if its `auth` is `public` or includes an
    /// API key that the gateway does not verify. Also reports an endpoint with a rate limit that sets
    /// `per: { key: true }`, if its `auth` accepts anything other than API keys that the gateway verifies.
    ///
    /// ## Why is this bad?
    /// Requests without a token have no claim, and requests without a verified key have no key. The gateway cannot tell
    /// their clients apart: all of them share one bucket, or are not limited.
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
    /// Count by address, with `per_ip` in place of `per`. Or set `auth` of the endpoint to one with `jwt`.
    /// ```yaml,good
    /// # file: gateway.yaml
    /// gateway: example
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// rate_limits: { by-org: { total: 100/s, per_ip: 10/s } }
    /// # file: services.yaml
    /// defaults: { timeout: 5s }
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET, auth: public, rate_limit: by-org }
    /// ```
    pub(crate) CLAIM_LIMIT_WITHOUT_TOKEN { code: "GW310", name: "claim-limit-without-token", category: Correctness, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}
