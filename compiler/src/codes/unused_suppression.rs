use gwc_syntax::declare_rule;

declare_rule! {
    /// A suppression does not match any finding.
    ///
    /// ## What it does
    /// Reports a rule in a `# gwc: ignore[...]` comment, or an `[[ignore]]` in `gwc.toml`, that suppresses nothing in this
    /// run.
    ///
    /// ## Why is this bad?
    /// The suppressed finding was fixed, or the comment is on the wrong line. A suppression that stays hides the next
    /// finding of the rule at this place.
    ///
    /// ## Example
    /// The gateway has no duplicate endpoint:
    /// ```yaml,bad
    /// services:
    ///   # gwc: ignore[duplicate-endpoint] two teams, one path
    ///   billing: { at: /billing, upstream: commerce, methods: GET }
    /// ```
    ///
    /// ## Use instead
    /// Remove the suppression:
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET }
    /// ```
    pub(crate) UNUSED_SUPPRESSION { code: "GW901", name: "unused-suppression", category: Style, severity: Warning, since: "0.1.0", inputs: [Suppressions, Settings], suppressible: false }
}
