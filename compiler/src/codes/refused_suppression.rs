use gwc_syntax::declare_rule;

declare_rule! {
    /// A suppression names a rule that cannot be suppressed.
    ///
    /// ## Why is this bad?
    /// Some findings have no good excuse: a secret in a file stays a leak, whatever the comment says.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   # gwc: ignore[unused-suppression] keep this comment
    ///   billing: { at: /billing, upstream: commerce, methods: GET }
    /// ```
    ///
    /// ## Use instead
    /// Remove the cause. `gwc explain CODE` says how.
    pub(crate) REFUSED_SUPPRESSION { code: "GW905", name: "refused-suppression", category: Security, severity: Error, since: "0.1.0", inputs: [Suppressions, Settings], suppressible: false }
}
