use gwc_syntax::declare_rule;

declare_rule! {
    /// A component or a key has an effect only in KrakenD Enterprise, and the file is checked for KrakenD CE.
    ///
    /// ## What it does
    /// Reports a component or a key that KrakenD CE does not read and KrakenD Enterprise does.
    ///
    /// ## Why is this bad?
    /// KrakenD CE ignores the component or key, and `krakend check -l` accepts the file. With `auth/api-keys`, an
    /// endpoint seems to require an API key, but KrakenD CE answers every request.
    ///
    /// ## Example
    /// On an endpoint:
    /// ```json,bad,endpoint
    /// { "extra_config": { "auth/api-keys": { "roles": ["admin"] } } }
    /// ```
    ///
    /// ## Use instead
    /// Use a component of KrakenD CE instead. Here callers send a token, not an API key:
    /// ```json,good,endpoint
    /// { "extra_config": { "auth/validator": { "alg": "RS256", "jwk_url": "https://id.example/jwks", "cache": true } } }
    /// ```
    ///
    /// ## When to ignore
    /// The file is also used with KrakenD Enterprise, and KrakenD CE serves it only where the feature is not needed.
    ///
    /// ## References
    /// KrakenD: JSON Schema v2.13, `krakend.json`.
    pub(crate) ENTERPRISE_ONLY { code: "GW704", name: "enterprise-only", category: Compatibility, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}
