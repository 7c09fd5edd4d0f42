use gwc_syntax::declare_rule;

declare_rule! {
    /// An endpoint has no upstream.
    ///
    /// ## Why it matters
    /// Its requests have nowhere to go.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   billing: { at: /billing, methods: GET }
    /// ```
    ///
    /// ## Fix
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET }
    /// ```
    pub(crate) NO_UPSTREAM { code: "GW401", name: "no-upstream", category: Correctness, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}
