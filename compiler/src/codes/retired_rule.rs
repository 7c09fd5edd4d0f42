use gwc_syntax::declare_rule;

declare_rule! {
    /// A suppression, a setting or a baseline names a rule by a code or a name that it had once.
    ///
    /// ## Why is this bad?
    /// It works: two rules about one flaw became one, and the old code is an alias of the new one. Pages, reports and
    /// other tools only know the new one.
    ///
    /// ## Example
    /// ```toml,bad
    /// [severity]
    /// GW267 = "warning"
    /// ```
    ///
    /// ## Use instead
    /// ```toml,good
    /// [severity]
    /// GW261 = "warning"
    /// ```
    pub(crate) RETIRED_RULE { code: "GW909", name: "retired-rule", category: Style, severity: Note, since: "0.1.0", inputs: [Suppressions, Settings, Baseline], suppressible: false }
}
