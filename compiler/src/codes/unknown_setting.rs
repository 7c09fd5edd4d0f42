use gwc_syntax::declare_rule;

declare_rule! {
    /// A key of `gwc.toml` that nothing reads.
    ///
    /// ## Why is this bad?
    /// It has no effect, and whoever wrote it believes that it has.
    ///
    /// ## Example
    /// ```toml,bad
    /// fail_on = "error"
    /// ```
    ///
    /// ## Use instead
    /// ```toml,good
    /// fail-on = "error"
    /// ```
    pub(crate) UNKNOWN_SETTING { code: "GW091", name: "unknown-setting", category: Correctness, severity: Error, since: "0.1.0", inputs: [Settings], suppressible: false }
}
