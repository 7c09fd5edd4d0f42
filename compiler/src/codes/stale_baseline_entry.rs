use gwc_syntax::declare_rule;

declare_rule! {
    /// An entry of the baseline matches fewer findings than it lists.
    ///
    /// ## What it does
    /// A baseline is a file with findings that are accepted for now, so that `gwc check` fails only for new ones. Each
    /// line has a rule, its severity, a number of findings and a route. The rule reports a line whose number is larger
    /// than the number of findings that exist.
    ///
    /// ## Why is this bad?
    /// The findings of this line were fixed, at least in part. If the line stays, a later change can bring such a
    /// finding back, and no check reports it.
    ///
    /// ## Example
    /// The baseline accepts two findings:
    /// ```baseline,bad
    /// # Findings accepted in the first check.
    /// GW301 warning 2 GET /v1/models
    /// ```
    /// The gateway has no such finding.
    ///
    /// ## Use instead
    /// Run `gwc check --fix --baseline FILE`, which removes the entry or lowers its count:
    /// ```baseline,good
    /// # Findings accepted in the first check.
    /// ```
    pub(crate) STALE_BASELINE_ENTRY { code: "GW907", name: "stale-baseline-entry", category: Style, severity: Warning, since: "0.1.0", inputs: [Baseline], suppressible: false }
}
