use gwc_syntax::declare_rule;

declare_rule! {
    /// An endpoint has a `quota`, but accepts requests without a verified token.
    ///
    /// ## What it does
    /// A `quota` limits the requests of one account over a long period, such as 1000 per day. Reports an endpoint with
    /// a `quota` if its `auth` is or includes:
    /// - `public`
    /// - an `api_key` without `verify`, a key that the gateway does not verify
    /// - a `check`, for which another service decides whether to accept a request
    ///
    /// A quota with `per: { key: true }` counts by API key. An endpoint with such a quota is also reported if its
    /// `auth` includes anything but an `api_key` with `verify`.
    ///
    /// ## Why is this bad?
    /// A quota counts by a claim of the verified token, or by the verified key. A request with neither has no account.
    /// All clients that send such requests would share one quota, and one client could use it up for all others.
    ///
    /// ## Example
    /// `quota: free` counts by the claim `owner` of a token, but `auth: public` accepts requests without a token:
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [gwr]
    /// store: { file: /var/lib/gwr/quotas }
    /// quotas: { free: { per: { claim: owner }, count: 1000/day } }
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: public, timeout: 5s, quota: free } }
    /// ```
    ///
    /// ## Use instead
    /// Require a token: `auth: iam` at the service uses the entry `iam` under `auth`.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [gwr]
    /// store: { file: /var/lib/gwr/quotas }
    /// quotas: { free: { per: { claim: owner }, count: 1000/day } }
    /// auth:
    ///   iam: { jwt: { issuer: "https://id.example.com", jwks: "https://id.example.com/jwks", algorithms: [RS256], audiences: any } }
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: iam, timeout: 5s, quota: free } }
    /// ```
    pub(crate) QUOTA_WITHOUT_TOKEN { code: "GW320", name: "quota-without-token", category: Correctness, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}
