use gwc_syntax::declare_rule;

declare_rule! {
    /// A suppression has no reason.
    ///
    /// ## What it does
    /// Reports a `# gwc: ignore[...]` comment, or an `[[ignore]]` in `gwc.toml`, without a reason. Such a suppression
    /// has no effect.
    ///
    /// ## Why is this bad?
    /// A later reader cannot decide whether the suppression is still right. Until a reason is added, the finding that
    /// it names is reported.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   # gwc: ignore[GW118]
    ///   billing: { at: /billing, upstream: commerce, methods: GET }
    /// ```
    ///
    /// ## Use instead
    /// Write the reason after the brackets, as in `# gwc: ignore[GW118] clients never request the prefix itself`, or remove
    /// the comment:
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET }
    /// ```
    pub(crate) SUPPRESSION_WITHOUT_REASON { code: "GW903", name: "suppression-without-reason", category: Correctness, severity: Warning, since: "0.1.0", inputs: [Suppressions, Settings], suppressible: false }
}
