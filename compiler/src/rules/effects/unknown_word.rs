use gwc_syntax::declare_rule;

declare_rule! {
    /// A value is not one of those that its key accepts.
    ///
    /// ## What it does
    /// Reports an unknown value of a key that accepts only certain values, such as `min_version`.
    ///
    /// ## Why is this bad?
    /// For most keys, KrakenD uses the default without an error. With `"min_version": "TLS1.2"` it requires TLS 1.3,
    /// and older clients cannot connect. If an unknown value has another effect, the finding is an error: with an
    /// unknown `level` of `telemetry/logging`, KrakenD ignores the whole component.
    ///
    /// ## Example
    /// KrakenD writes TLS 1.2 as `TLS12`:
    /// ```json,bad
    /// { "version": 3, "endpoints": [], "tls": { "keys": [{ "public_key": "/tls/tls.crt", "private_key": "/tls/tls.key" }], "min_version": "TLS1.2" } }
    /// ```
    ///
    /// ## Use instead
    /// Set one of the values that the key accepts.
    /// ```json,good
    /// { "version": 3, "endpoints": [], "tls": { "keys": [{ "public_key": "/tls/tls.crt", "private_key": "/tls/tls.key" }], "min_version": "TLS12" } }
    /// ```
    ///
    /// ## When to ignore
    /// A plugin reads the value, and the default of KrakenD is acceptable.
    pub(crate) UNKNOWN_WORD { code: "GW713", name: "unknown-word", category: Correctness, severity: Warning, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}
