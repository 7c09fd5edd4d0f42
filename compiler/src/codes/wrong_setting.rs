use gwc_syntax::declare_rule;

declare_rule! {
    /// A value in `gwc.toml` is not valid for its key.
    ///
    /// ## What it does
    /// Reports an unknown severity, a date or a route that cannot be parsed, an invalid glob, and an entry that lacks a
    /// required key: `[[ignore]]` suppresses findings, and `[[override]]` changes severities.
    ///
    /// ## Why is this bad?
    /// `gwc` cannot apply the setting, so it stops and writes nothing.
    ///
    /// ## Example
    /// `fatal` is not a severity:
    /// ```toml,bad
    /// [severity]
    /// unused-suppression = "fatal"
    /// ```
    ///
    /// ## Use instead
    /// Write one of the values that the setting accepts.
    /// ```toml,good
    /// [severity]
    /// unused-suppression = "error"
    /// ```
    pub(crate) WRONG_SETTING { code: "GW092", name: "wrong-setting", category: Correctness, severity: Error, since: "0.1.0", inputs: [Settings], suppressible: false }
}
