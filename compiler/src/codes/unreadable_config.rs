use gwc_syntax::declare_rule;

declare_rule! {
    /// A KrakenD configuration is not valid JSON or YAML.
    ///
    /// ## What it does
    /// Reports the place where KrakenD's parser stops. JSON in KrakenD has no comments, no trailing commas, no single
    /// quotes and no byte order mark.
    ///
    /// ## Why is this bad?
    /// KrakenD does not start. Its message names a character and no line.
    ///
    /// ## Example
    /// ```json,bad
    /// { "version": 3, "endpoints": [], }
    /// ```
    ///
    /// ## Use instead
    /// Remove what is not JSON. KrakenD ignores keys that it does not know, so a comment can be a key that begins with `@`:
    /// ```json,good
    /// { "version": 3, "@comment": "nothing yet", "endpoints": [] }
    /// ```
    ///
    /// ## References
    /// KrakenD: `krakend-koanf`, `parser.go`
    pub(crate) UNREADABLE_CONFIG { code: "GW050", name: "unreadable-config", category: Correctness, severity: Error, since: "0.1.0", inputs: [Krakend] }
}
