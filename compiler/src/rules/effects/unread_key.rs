use gwc_syntax::declare_rule;

declare_rule! {
    /// Nobody reads this key.
    ///
    /// ## Why is this bad?
    /// KrakenD drops keys it does not know without a word. A misspelt `method` makes a GET of the endpoint, a
    /// misspelt `timeout` leaves it at two seconds.
    ///
    /// ## Example
    /// ```json,bad,endpoint
    /// { "timout": "10s" }
    /// ```
    ///
    /// ## Use instead
    /// ```json,good,endpoint
    /// { "timeout": "10s" }
    /// ```
    pub(crate) UNREAD_KEY { code: "GW701", name: "unread-key", category: Correctness, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}
