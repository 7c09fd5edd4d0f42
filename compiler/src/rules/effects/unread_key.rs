use gwc_syntax::declare_rule;

declare_rule! {
    /// A key is unknown, and KrakenD ignores it.
    ///
    /// ## What it does
    /// Reports a key that KrakenD reads at no level. Keys that begin with `@`, `$`, `_` or `#` are comments.
    ///
    /// ## Why is this bad?
    /// KrakenD ignores it without an error. With a typing error in `method`, the endpoint serves `GET`; with one in
    /// `timeout`, it keeps the default of 2s.
    ///
    /// ## Example
    /// ```json,bad,endpoint
    /// { "timout": "10s" }
    /// ```
    ///
    /// ## Use instead
    /// Correct the name, or remove the key.
    /// ```json,good,endpoint
    /// { "timeout": "10s" }
    /// ```
    ///
    /// ## References
    /// lura v2.14, `config/config.go`.
    pub(crate) UNREAD_KEY { code: "GW701", name: "unread-key", category: Correctness, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}
