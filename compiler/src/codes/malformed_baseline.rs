use gwc_syntax::declare_rule;

declare_rule! {
    /// A line of the baseline is malformed.
    ///
    /// ## What it does
    /// A baseline is a file with findings that are accepted for now, so that `gwc check` fails only for new ones. The
    /// rule reports a line that is not a code, a severity, a count and a route, separated by blanks.
    ///
    /// ## Why is this bad?
    /// The line has no effect: the findings that it should accept are reported and fail the run.
    ///
    /// ## Example
    /// The line has no severity, and its count is a word:
    /// ```baseline,bad
    /// GW301 two GET /v1/models
    /// ```
    ///
    /// ## Use instead
    /// Write the code, the severity, the number of findings and the route, or run `gwc check --update-baseline`.
    /// ```baseline,good
    /// GW301 warning 2 GET /v1/models
    /// ```
    pub(crate) MALFORMED_BASELINE { code: "GW908", name: "malformed-baseline", category: Correctness, severity: Error, since: "0.1.0", inputs: [Baseline], suppressible: false }
}
