use gwc_syntax::declare_rule;

declare_rule! {
    /// KrakenD turns this value into one of another type.
    ///
    /// ## Why is this bad?
    /// It works by chance: `"3"` is a number, `2.5` is port 2, `true` is port 1. The schema and other tools refuse it.
    ///
    /// ## Example
    /// ```json,bad
    /// { "version": 3, "port": "8080", "endpoints": [] }
    /// ```
    ///
    /// ## Use instead
    /// ```json,good
    /// { "version": 3, "port": 8081, "endpoints": [] }
    /// ```
    pub(crate) COERCED_VALUE { code: "GW712", name: "coerced-value", category: Compatibility, severity: Warning, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}
