use gwc_syntax::declare_rule;

declare_rule! {
    /// A value has the wrong type, and KrakenD converts it.
    ///
    /// ## What it does
    /// Reports a value that is written as another type, such as the string `"9000"` for a port. The rule checks the
    /// keys at the top of the file and those of endpoints, backends and agents.
    ///
    /// ## Why is this bad?
    /// KrakenD converts the value, and the result is not always the intended one: the port `2.5` becomes port 2, and
    /// the port `true` becomes port 1. The official JSON Schema and other tools reject such a value, so a check of the
    /// file in another tool fails.
    ///
    /// ## Example
    /// ```json,bad
    /// { "version": 3, "port": "9000", "endpoints": [] }
    /// ```
    ///
    /// ## Use instead
    /// Write the value with the type that KrakenD reads.
    /// ```json,good
    /// { "version": 3, "port": 9000, "endpoints": [] }
    /// ```
    ///
    /// ## When to ignore
    /// A template writes every value as a string, and only KrakenD reads the file.
    ///
    /// ## References
    /// koanf 2.3, mapstructure 2.5 (`WeaklyTypedInput`).
    pub(crate) COERCED_VALUE { code: "GW712", name: "coerced-value", category: Compatibility, severity: Warning, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}
