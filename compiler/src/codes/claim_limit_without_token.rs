use gwc_syntax::declare_rule;

declare_rule! {
    /// A rate limit counts by a claim or an API key, but the endpoint accepts requests without a verified token or key.
    ///
    /// ## What it does
    /// Reports an endpoint with a rate limit `per: { claim: ... }` if its `auth` includes one of these: `public`, an
    /// API key that the gateway does not verify, or a `check` by an external service. Also reports an endpoint with a
    /// rate limit `per: { key: true }` if its `auth` includes anything other than API keys that the gateway verifies.
    /// The `rate_limit` of an `auth` is checked in the same way.
    ///
    /// ## Why is this bad?
    /// A request without a token has no claim, and a request without a verified key has no key. The gateway cannot tell
    /// the clients of such requests apart. It could only put all of them into one bucket, where one client causes `429`
    /// for all others, or limit none of them.
    ///
    /// ## Example
    /// `by-org` counts by the claim `owner`, and `billing` is public:
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
