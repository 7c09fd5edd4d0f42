use gwc_syntax::declare_rule;

declare_rule! {
    /// An entry of the baseline matches fewer findings than it lists.
    ///
    /// ## What it does
    /// Reports an entry with a count that is larger than the number of findings of its rule and route.
    ///
    /// ## Why is this bad?
    /// A baseline accepts old findings. If an entry accepts more findings than exist, a later change can bring such a
    /// finding back and no check reports it.
    ///
    /// ## Example
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
