use gwc_syntax::declare_rule;

declare_rule! {
    /// The baseline still lists a finding that is gone.
    ///
    /// ## Why is this bad?
    /// A baseline only shrinks. An entry that stays behind would let the same finding come back unseen.
    ///
    /// ## Example
    /// ```baseline,bad
    /// GW301 warning 2 GET /v1/models
    /// ```
    /// where no such finding is left.
    ///
    /// ## Use instead
    /// `gwc check --fix` removes the entry, or lowers its count.
    pub(crate) STALE_BASELINE_ENTRY { code: "GW907", name: "stale-baseline-entry", category: Style, severity: Warning, since: "0.1.0", inputs: [Baseline], suppressible: false }
}
