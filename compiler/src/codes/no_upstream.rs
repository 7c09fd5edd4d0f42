use gwc_syntax::declare_rule;

declare_rule! {
    /// An endpoint has no upstream.
    ///
    /// ## Why is this bad?
    /// Its requests have nowhere to go.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   billing: { at: /billing, methods: GET }
    /// ```
    ///
    /// ## Use instead
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET }
    /// ```
    pub(crate) NO_UPSTREAM { code: "GW401", name: "no-upstream", category: Correctness, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}
