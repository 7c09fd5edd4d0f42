use gwc_syntax::declare_rule;

declare_rule! {
    /// KrakenD does not know a key, and ignores it.
    ///
    /// ## What it does
    /// Reports a key that KrakenD reads nowhere: not at the top of the file, and not on an endpoint, a backend or an
    /// agent. Keys that begin with `@`, `$`, `_` or `#` are comments.
    ///
    /// ## Why is this bad?
    /// KrakenD ignores the key without an error. With a typing error in `timeout`, as in the example, the endpoint
    /// keeps the default of 2s, and a call that takes 5s fails. With a typing error in `method`, the endpoint serves
    /// `GET`.
    ///
    /// ## Example
    /// On an endpoint, `timeout` is misspelt:
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
