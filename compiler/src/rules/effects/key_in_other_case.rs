use gwc_syntax::declare_rule;

declare_rule! {
    /// A key is written in another case than KrakenD's own.
    ///
    /// ## Why is this bad?
    /// KrakenD reads it; the schema, other tools and a search do not find it.
    ///
    /// ## Example
    /// ```json,bad,endpoint
    /// { "Method": "POST" }
    /// ```
    ///
    /// ## Use instead
    /// ```json,good,endpoint
    /// { "method": "POST" }
    /// ```
    pub(crate) KEY_IN_OTHER_CASE { code: "GW710", name: "key-in-other-case", category: Compatibility, severity: Warning, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}
