use gwc_syntax::declare_rule;

declare_rule! {
    /// A suppression, a setting or a baseline uses an old code or name of a rule.
    ///
    /// ## What it does
    /// Reports a code or name that was replaced. It still works as an alias of the new one.
    ///
    /// ## Why is this bad?
    /// `gwc rules`, the pages and the reports use only the new code. A search for the old code finds nothing there, so
    /// a reader cannot tell what the setting does.
    ///
    /// ## Example
    /// ```toml,bad
    /// [severity]
    /// GW267 = "warning"
    /// ```
    ///
    /// ## Use instead
    /// Write the new code.
    /// ```toml,good
    /// [severity]
    /// GW261 = "warning"
    /// ```
    pub(crate) RETIRED_RULE { code: "GW909", name: "retired-rule", category: Style, severity: Note, since: "0.1.0", inputs: [Suppressions, Settings, Baseline], suppressible: false }
}
