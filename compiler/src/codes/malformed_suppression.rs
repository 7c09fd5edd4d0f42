use gwc_syntax::declare_rule;

declare_rule! {
    /// A comment begins with `gwc:` and is not a valid suppression.
    ///
    /// ## What it does
    /// Reports a `# gwc:` comment in three cases: it has another word than `ignore` or `ignore-file`, it has no rules
    /// in brackets, or its `until` is not a date.
    ///
    /// ## Why is this bad?
    /// The comment has no effect: the finding that it should suppress is reported.
    ///
    /// ## Example
    /// The comment has no rule in brackets:
    /// ```yaml,bad
    /// services:
    ///   # gwc: ignore all of this, please
    ///   billing: { at: /billing, upstream: commerce, methods: GET }
    /// ```
    ///
    /// ## Use instead
    /// Write `# gwc: ignore[CODE] reason`, `# gwc: ignore[CODE] reason, until=2027-01-01`, or
    /// `# gwc: ignore-file[CODE] reason` for the whole file. All rules at once cannot be suppressed.
    pub(crate) MALFORMED_SUPPRESSION { code: "GW906", name: "malformed-suppression", category: Correctness, severity: Warning, since: "0.1.0", inputs: [Suppressions], suppressible: false }
}
