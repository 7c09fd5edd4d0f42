use gwc_syntax::declare_rule;

declare_rule! {
    /// A line of the baseline cannot be read.
    ///
    /// ## Why is this bad?
    /// What the line should excuse is reported again, and nobody sees why.
    ///
    /// ## Example
    /// ```baseline,bad
    /// GW301 two GET /v1/models
    /// ```
    ///
    /// ## Use instead
    /// ```baseline,good
    /// GW301 warning 2 GET /v1/models
    /// ```
    pub(crate) MALFORMED_BASELINE { code: "GW908", name: "malformed-baseline", category: Correctness, severity: Error, since: "0.1.0", inputs: [Baseline], suppressible: false }
}
