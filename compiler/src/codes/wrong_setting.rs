use gwc_syntax::declare_rule;

declare_rule! {
    /// A value in `gwc.toml` that its key cannot have.
    ///
    /// ## Why is this bad?
    /// The setting has no effect.
    ///
    /// ## Example
    /// ```toml,bad
    /// [severity]
    /// duplicate-endpoint = "fatal"
    /// ```
    ///
    /// ## Use instead
    /// ```toml,good
    /// [severity]
    /// unused-suppression = "error"
    /// ```
    pub(crate) WRONG_SETTING { code: "GW092", name: "wrong-setting", category: Correctness, severity: Error, since: "0.1.0", inputs: [Settings], suppressible: false }
}
