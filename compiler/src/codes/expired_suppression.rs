use gwc_syntax::declare_rule;

declare_rule! {
    /// A suppression has expired.
    ///
    /// ## What it does
    /// Reports a suppression with an `until` date that is today (UTC) or earlier. Such a suppression has no effect.
    ///
    /// ## Why is this bad?
    /// On this date, the author wanted to decide again. Until the cause is fixed or the date is renewed, the findings
    /// are reported, and can fail `gwc check`.
    ///
    /// ## Example
    /// The comment had an effect until the end of 2019:
    /// ```yaml,bad
    /// services:
    ///   # gwc: ignore[GW101] until the old team moves, until=2020-01-01
    ///   billing: { at: /billing, upstream: commerce, methods: GET }
    /// ```
    ///
    /// ## Use instead
    /// Fix the cause and remove the comment, or set a later date and a current reason:
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET }
    /// ```
    pub(crate) EXPIRED_SUPPRESSION { code: "GW902", name: "expired-suppression", category: Correctness, severity: Warning, since: "0.1.0", inputs: [Suppressions, Settings], suppressible: false }
}
