use gwc_syntax::declare_rule;

declare_rule! {
    /// `gwc.toml` is not valid TOML.
    ///
    /// ## Why is this bad?
    /// What stands behind the error has no effect: severities and suppressions are not what they seem.
    ///
    /// ## Example
    /// ```toml,bad
    /// fail-on = error
    /// ```
    ///
    /// ## Use instead
    /// ```toml,good
    /// fail-on = "error"
    /// ```
    pub(crate) SETTINGS_SYNTAX { code: "GW090", name: "settings-syntax", category: Correctness, severity: Error, since: "0.1.0", inputs: [Settings], suppressible: false }
}
