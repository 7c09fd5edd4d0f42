use gwc_syntax::declare_rule;

declare_rule! {
    /// An endpoint requires roles, scopes or claims, and its credential may be something else than a token.
    ///
    /// ## Why is this bad?
    /// Only a verified token has claims. On a public endpoint `require` would refuse every request; beside an API key it would refuse
    /// every key, or protect nothing from those who send one.
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
    /// Require a token with `auth`, or switch the inherited requirement off with `require: none`.
    pub(crate) REQUIRE_WITHOUT_TOKEN { code: "GW277", name: "require-without-token", category: Correctness, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}
