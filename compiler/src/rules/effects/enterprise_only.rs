use gwc_syntax::declare_rule;

declare_rule! {
    /// Only the Enterprise edition reads this.
    ///
    /// ## Why is this bad?
    /// KrakenD CE ignores it in silence, and the schema check accepts it: a route that seems to want an API key
    /// answers everybody.
    ///
    /// ## Example
    /// ```json,bad,endpoint
    /// { "extra_config": { "auth/api-keys": { "roles": ["admin"] } } }
    /// ```
    ///
    /// ## Use instead
    /// Do it another way, or remove it.
    /// ```json,good,endpoint
    /// { "extra_config": { "auth/validator": { "alg": "RS256", "jwk_url": "https://id.example/jwks", "cache": true } } }
    /// ```
    pub(crate) ENTERPRISE_ONLY { code: "GW704", name: "enterprise-only", category: Compatibility, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}
