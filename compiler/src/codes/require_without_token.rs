use gwc_syntax::declare_rule;

declare_rule! {
    /// An endpoint sets `require`, but its `auth` accepts requests without a verified token.
    ///
    /// ## What it does
    /// `require` accepts only callers with certain claims, such as a role. Reports an endpoint with `require` if its
    /// `auth` includes one of these: `public`, an API key that the gateway does not verify, or a `check` by an external
    /// service. The endpoint may inherit `require` from a profile, a service or `defaults`.
    ///
    /// ## Why is this bad?
    /// Only a verified token, or the record of a verified key, has claims. On a public endpoint, `require` would reject
    /// every request. If the endpoint also accepts keys that only the upstream verifies, the gateway cannot compare a
    /// role for these callers: it would have to reject all of them, or accept all of them without the role.
    ///
    /// ## Example
    /// The profile `admin` sets `auth: public` and `require`:
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
