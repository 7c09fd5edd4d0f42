use gwc_syntax::declare_rule;

declare_rule! {
    /// A suppression or a setting names a rule that does not exist.
    ///
    /// ## Why is this bad?
    /// It has no effect, and whoever wrote it believes that it has.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   # gwc: ignore[duplicate-endpiont] two teams, one path
    ///   billing: { at: /billing, upstream: commerce, methods: GET }
    /// ```
    ///
    /// ## Use instead
    /// Name a rule that `gwc rules` lists, by code or name.
    pub(crate) UNKNOWN_RULE { code: "GW904", name: "unknown-rule", category: Correctness, severity: Warning, since: "0.1.0", inputs: [Suppressions, Settings], suppressible: false }
}
