use gwc_syntax::declare_rule;

declare_rule! {
    /// KrakenD cannot convert a value to the type that its key requires.
    ///
    /// ## What it does
    /// Reports a value that `krakend check` cannot decode. A value that KrakenD converts itself is not reported, such
    /// as `"9000"` for a port, or a single object for a list.
    ///
    /// ## Why is this bad?
    /// KrakenD does not start. Its message names the key, but not the line and not the value.
    ///
    /// ## Example
    /// `80a` is not a number:
    /// ```json,bad
    /// { "version": 3, "port": "80a", "endpoints": [] }
    /// ```
    ///
    /// ## Use instead
    /// Write a value of the type that KrakenD expects.
    /// ```json,good
    /// { "version": 3, "port": 80, "endpoints": [] }
    /// ```
    ///
    /// ## References
    /// KrakenD: `krakend-koanf`, `parser.go`
    pub(crate) UNDECODABLE_VALUE { code: "GW052", name: "undecodable-value", category: Correctness, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}
