use gwc_syntax::declare_rule;

declare_rule! {
    /// A key is missing that nothing sensible happens without.
    ///
    /// ## Why is this bad?
    /// KrakenD fills the gap without a word: an endpoint without its path serves `/`, a breaker without `max_errors`
    /// opens at the first failure.
    ///
    /// ## Example
    /// ```json,bad
    /// { "version": 3, "host": ["http://api"], "endpoints": [{ "method": "POST", "backend": [{ "url_pattern": "/b" }] }] }
    /// ```
    ///
    /// ## Use instead
    /// ```json,good
    /// { "version": 3, "host": ["http://api"], "endpoints": [{ "endpoint": "/a", "method": "POST", "backend": [{ "url_pattern": "/b" }] }] }
    /// ```
    pub(crate) KEY_LEFT_OUT { code: "GW716", name: "key-left-out", category: Correctness, severity: Warning, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}
