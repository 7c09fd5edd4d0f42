use gwc_syntax::declare_rule;

declare_rule! {
    /// `gwc.toml` is not valid TOML.
    ///
    /// ## What it does
    /// Reports the first syntax error of the file.
    ///
    /// ## Why is this bad?
    /// The rest of the file cannot be read. A run without the severities and suppressions of the file could accept what
    /// it must reject, so every run fails until the file is correct.
    ///
    /// ## Example
    /// `error` has no quotes:
    /// ```toml,bad
    /// fail-on = error
    /// ```
    ///
    /// ## Use instead
    /// Correct the TOML syntax.
    /// ```toml,good
    /// fail-on = "error"
    /// ```
    pub(crate) SETTINGS_SYNTAX { code: "GW090", name: "settings-syntax", category: Correctness, severity: Error, since: "0.1.0", inputs: [Settings], suppressible: false }
}
