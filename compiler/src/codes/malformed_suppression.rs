use gwc_syntax::declare_rule;

declare_rule! {
    /// A comment starts as a suppression and is none.
    ///
    /// ## Why is this bad?
    /// It has no effect, and whoever wrote it believes that it has.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   # gwc: ignore all of this, please
    ///   billing: { at: /billing, upstream: commerce, methods: GET }
    /// ```
    ///
    /// ## Use instead
    /// Write `# gwc: ignore[CODE] reason`, `# gwc: ignore[CODE] reason, until=2027-01-01` or
    /// `# gwc: ignore-file[CODE] reason`. There is no way to ignore all rules at once.
    pub(crate) MALFORMED_SUPPRESSION { code: "GW906", name: "malformed-suppression", category: Correctness, severity: Warning, since: "0.1.0", inputs: [Suppressions], suppressible: false }
}
