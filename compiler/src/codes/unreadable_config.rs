use gwc_syntax::declare_rule;

declare_rule! {
    /// The file is not JSON (or YAML) as KrakenD reads it.
    ///
    /// ## Why is this bad?
    /// KrakenD knows no comments, no trailing commas and no byte order mark. It names a letter, but no line, and
    /// nothing of the file takes effect.
    ///
    /// ## Example
    /// ```json,bad
    /// { "version": 3, "endpoints": [], }
    /// ```
    ///
    /// ## Use instead
    /// Remove what is not JSON; comments can be keys that start with `@`.
    /// ```json,good
    /// { "version": 3, "@comment": "nothing yet", "endpoints": [] }
    /// ```
    pub(crate) UNREADABLE_CONFIG { code: "GW050", name: "unreadable-config", category: Correctness, severity: Error, since: "0.1.0", inputs: [Krakend] }
}
