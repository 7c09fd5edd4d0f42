use gwc_syntax::declare_rule;

declare_rule! {
    /// A value is not one of the words of its key, and KrakenD uses the default.
    ///
    /// ## What it does
    /// Reports a value of a key with a fixed set of words, such as `min_version`, that is not in the set.
    ///
    /// ## Why is this bad?
    /// KrakenD uses the default without an error. With `"min_version": "TLS1.2"` it requires TLS 1.3, and older clients
    /// cannot connect.
    ///
    /// ## Example
    /// ```json,bad
    /// { "version": 3, "endpoints": [], "tls": { "disabled": true, "min_version": "TLS1.2" } }
    /// ```
    ///
    /// ## Use instead
    /// Set one of the words.
    /// ```json,good
    /// { "version": 3, "endpoints": [], "tls": { "disabled": true, "min_version": "TLS12" } }
    /// ```
    ///
    /// ## When to ignore
    /// A plugin reads the value, and the default of KrakenD is acceptable.
    pub(crate) UNKNOWN_WORD { code: "GW713", name: "unknown-word", category: Correctness, severity: Warning, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}
