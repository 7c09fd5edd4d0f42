use gwc_syntax::declare_rule;

declare_rule! {
    /// KrakenD does not know a component of `extra_config`, and ignores it.
    ///
    /// ## What it does
    /// Reports a name in `extra_config` that is not a component of KrakenD CE, of KrakenD Enterprise or of the Hanzo
    /// gateway, which is built on KrakenD. Names that begin with `@`, `$`, `_` or `#` are comments.
    ///
    /// ## Why is this bad?
    /// KrakenD ignores the component without an error. With a typing error in `auth/validator`, the endpoint accepts
    /// requests without a token.
    ///
    /// ## Example
    /// On an endpoint, `auth/validator` is misspelt:
    /// ```json,bad,endpoint
    /// { "extra_config": { "auth/validatr": { "alg": "RS256", "jwk_url": "https://id.example/jwks", "cache": true } } }
    /// ```
    ///
    /// ## Use instead
    /// Correct the name, or remove the component.
    /// ```json,good,endpoint
    /// { "extra_config": { "auth/validator": { "alg": "RS256", "jwk_url": "https://id.example/jwks", "cache": true } } }
    /// ```
    ///
    /// ## When to ignore
    /// A plugin reads the component.
    pub(crate) UNREAD_COMPONENT { code: "GW702", name: "unread-component", category: Correctness, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}
