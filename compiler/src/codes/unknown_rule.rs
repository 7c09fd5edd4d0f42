use gwc_syntax::declare_rule;

declare_rule! {
    /// A suppression or a setting names a rule that does not exist.
    ///
    /// ## What it does
    /// Reports a code or name that is not in the list of `gwc rules`, and suggests the nearest name.
    ///
    /// ## Why is this bad?
    /// The suppression or setting has no effect. The finding that it should hide is reported, and a rule whose severity
    /// it should change keeps its severity.
    ///
    /// ## Example
    /// `prefix-not-servd` is a typing error:
    /// ```yaml,bad
    /// services:
    ///   # gwc: ignore[prefix-not-servd] clients never request the prefix itself
    ///   billing: { at: /billing, upstream: commerce, methods: GET }
    /// ```
    ///
    /// ## Use instead
    /// Use the code or name that `gwc rules` prints:
    /// ```yaml,good
    /// services:
    ///   # gwc: ignore[prefix-not-served] clients never request the prefix itself
    ///   billing: { at: /billing, upstream: commerce, methods: GET }
    /// ```
    pub(crate) UNKNOWN_RULE { code: "GW904", name: "unknown-rule", category: Correctness, severity: Warning, since: "0.1.0", inputs: [Suppressions, Settings], suppressible: false }
}
