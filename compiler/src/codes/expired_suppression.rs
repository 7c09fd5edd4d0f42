use gwc_syntax::declare_rule;

declare_rule! {
    /// A suppression has run out.
    ///
    /// ## Why is this bad?
    /// Somebody wanted to be asked again on this day. The finding is reported again until the reason is renewed or
    /// the cause is gone.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   # gwc: ignore[GW101] until the old team moves, until=2020-01-01
    ///   billing: { at: /billing, upstream: commerce, methods: GET }
    /// ```
    ///
    /// ## Use instead
    /// Remove the cause and the comment, or give a later day and a reason that still holds.
    pub(crate) EXPIRED_SUPPRESSION { code: "GW902", name: "expired-suppression", category: Correctness, severity: Warning, since: "0.1.0", inputs: [Suppressions, Settings], suppressible: false }
}
