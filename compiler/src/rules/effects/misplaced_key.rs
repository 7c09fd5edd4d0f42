use gwc_syntax::declare_rule;

declare_rule! {
    /// A key stands where nobody reads it.
    ///
    /// ## Why is this bad?
    /// KrakenD reads it elsewhere and drops it here without a word. A `timeout` on a backend has no effect.
    ///
    /// ## Example
    /// ```json,bad,backend
    /// { "url_pattern": "/b/{id}", "timeout": "10s" }
    /// ```
    ///
    /// ## Use instead
    /// ```json,good,endpoint
    /// { "timeout": "10s" }
    /// ```
    pub(crate) MISPLACED_KEY { code: "GW708", name: "misplaced-key", category: Correctness, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}
