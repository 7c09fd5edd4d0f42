use gwc_syntax::declare_rule;

declare_rule! {
    /// Nobody reads this block of `extra_config`.
    ///
    /// ## Why is this bad?
    /// KrakenD drops blocks it does not know without a word: a misspelt validator leaves the route open.
    ///
    /// ## Example
    /// ```json,bad,endpoint
    /// { "extra_config": { "auth/validatr": { "alg": "RS256", "jwk_url": "https://id.example/jwks" } } }
    /// ```
    ///
    /// ## Use instead
    /// ```json,good,endpoint
    /// { "extra_config": { "auth/validator": { "alg": "RS256", "jwk_url": "https://id.example/jwks", "cache": true } } }
    /// ```
    pub(crate) UNREAD_COMPONENT { code: "GW702", name: "unread-component", category: Correctness, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}
