use gwc_syntax::declare_rule;

declare_rule! {
    /// An endpoint has a `quota`, but accepts requests without a verified token.
    ///
    /// ## What it does
    /// A `quota` limits the requests of one account over a long period, such as 1000 per day. Reports an endpoint with
    /// a `quota`, if its `auth` is `public`, or includes an API key that the gateway does not verify or an external
    /// `check`. For a quota with `per: { key: true }`, reports an endpoint that accepts anything but API keys that the
    /// gateway verifies.
    ///
    /// ## Why is this bad?
    /// A quota counts by a claim of the verified token, or by the verified key. Requests without a token have no claim,
    /// and requests without a key have no key: all their clients would share one quota, and the first of them could use
    /// it up for all others.
    ///
    /// ## Example
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
    /// Require a token.
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
