use gwc_syntax::declare_rule;

declare_rule! {
    /// A suppression silences nothing.
    ///
    /// ## Why is this bad?
    /// What it excused is gone, or never was here. Left behind, it would hide the next finding at this place.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   # gwc: ignore[duplicate-endpoint] two teams, one path
    ///   billing: { at: /billing, upstream: commerce, methods: GET }
    /// ```
    ///
    /// ## Use instead
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET }
    /// ```
    pub(crate) UNUSED_SUPPRESSION { code: "GW901", name: "unused-suppression", category: Style, severity: Warning, since: "0.1.0", inputs: [Suppressions, Settings], suppressible: false }
}
