use gwc_syntax::declare_rule;

declare_rule! {
    /// KrakenD's router cannot take this path.
    ///
    /// ## Why is this bad?
    /// Two parameters in a segment, a wildcard without a name, a backslash: KrakenD panics when it starts. Plain
    /// `krakend check` does not see it.
    ///
    /// ## Example
    /// ```json,bad,endpoint
    /// { "endpoint": "/a/*", "backend": [{ "url_pattern": "/b" }] }
    /// ```
    ///
    /// ## Use instead
    /// Name each depth that is needed.
    /// ```json,good,endpoint
    /// { "endpoint": "/a/{path}", "backend": [{ "url_pattern": "/b/{path}" }] }
    /// ```
    pub(crate) MALFORMED_ROUTE { code: "GW151", name: "malformed-route", category: Correctness, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}
