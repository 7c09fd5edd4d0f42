use gwc_syntax::declare_rule;

declare_rule! {
    /// An endpoint sets `require`, but its `auth` accepts requests without a verified token.
    ///
    /// ## What it does
    /// Reports an endpoint with `require`, its own or inherited from a profile, service or default, if its `auth` is
    /// `public` or includes an API key.
    ///
    /// ## Why is this bad?
    /// Only a verified token has claims. On a public endpoint, `require` would reject every request. If the endpoint
    /// also accepts API keys, `require` would reject every key, or not apply to it.
    ///
    /// ## Example
    /// ```yaml,bad
    /// # file: gateway.yaml
    /// gateway: example
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// profiles: { admin: { auth: public, require: { roles: { claim: roles, any: [admin] } } } }
    /// # file: services.yaml
    /// defaults: { timeout: 5s }
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET, profile: admin }
    /// ```
    ///
    /// ## Use instead
    /// Set `auth` to an auth with `jwt`, or set `require: none` to remove the inherited requirement.
    /// ```yaml,good
    /// # file: gateway.yaml
    /// gateway: example
    /// targets: [gwr]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// auth:
    ///   iam: { jwt: { issuer: "https://id.example.com", jwks: "https://id.example.com/jwks", algorithms: [RS256], audiences: any } }
    /// profiles: { admin: { auth: iam, require: { roles: { claim: roles, any: [admin] } } } }
    /// # file: services.yaml
    /// defaults: { timeout: 5s }
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET, profile: admin }
    /// ```
    pub(crate) REQUIRE_WITHOUT_TOKEN { code: "GW277", name: "require-without-token", category: Correctness, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}
