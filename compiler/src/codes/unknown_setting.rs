use gwc_syntax::declare_rule;

declare_rule! {
    /// `gwc.toml` has a key that gwc does not define.
    ///
    /// ## What it does
    /// Reports each unknown key, and suggests the nearest one.
    ///
    /// ## Why is this bad?
    /// The key has no effect. With `fail_on` in place of `fail-on`, warnings still fail the run.
    ///
    /// ## Example
    /// ```toml,bad
    /// fail_on = "error"
    /// ```
    ///
    /// ## Use instead
    /// Correct the key, or remove it.
    /// ```toml,good
    /// fail-on = "error"
    /// ```
    pub(crate) UNKNOWN_SETTING { code: "GW091", name: "unknown-setting", category: Correctness, severity: Error, since: "0.1.0", inputs: [Settings], suppressible: false }
}
