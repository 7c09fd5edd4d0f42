use gwc_syntax::declare_rule;

declare_rule! {
    /// A suppression gives no reason.
    ///
    /// ## Why is this bad?
    /// Nobody can judge later whether it still holds, so it silences nothing.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET } # gwc: ignore[GW101]
    /// ```
    ///
    /// ## Use instead
    /// Say why in a few words: `# gwc: ignore[GW101] the old team moves in May, until=2027-06-01`.
    pub(crate) SUPPRESSION_WITHOUT_REASON { code: "GW903", name: "suppression-without-reason", category: Correctness, severity: Warning, since: "0.1.0", inputs: [Suppressions, Settings], suppressible: false }
}
