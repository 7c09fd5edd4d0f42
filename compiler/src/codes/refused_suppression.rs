use gwc_syntax::declare_rule;

declare_rule! {
    /// A suppression names a rule that cannot be suppressed.
    ///
    /// ## What it does
    /// Reports a comment, an `[[ignore]]` or the severity `off` in `gwc.toml` for a rule whose page states "cannot be
    /// suppressed". The finding is reported all the same.
    ///
    /// ## Why is this bad?
    /// A comment does not make such a finding acceptable. For example, a secret in a file is a leak, and must be
    /// replaced even if its finding is hidden.
    ///
    /// ## Example
    /// The comment would hide findings about comments that suppress nothing (GW901):
    /// ```yaml,bad
    /// services:
    ///   # gwc: ignore[unused-suppression] keep this comment
    ///   billing: { at: /billing, upstream: commerce, methods: GET }
    /// ```
    ///
    /// ## Use instead
    /// Fix the cause, as `gwc explain CODE` describes, and remove the suppression:
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET }
    /// ```
    pub(crate) REFUSED_SUPPRESSION { code: "GW905", name: "refused-suppression", category: Security, severity: Error, since: "0.1.0", inputs: [Suppressions, Settings], suppressible: false }
}
