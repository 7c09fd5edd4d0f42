use gwc_syntax::declare_rule;

declare_rule! {
    /// A key that the language does not have.
    ///
    /// ## Why is this bad?
    /// Nothing would read it: a misspelt `auth` would leave a route open.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   billing: { at: /billing, upstreem: commerce, methods: GET }
    /// ```
    ///
    /// ## Use instead
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET }
    /// ```
    pub(crate) UNKNOWN_KEY { code: "GW020", name: "unknown-key", category: Correctness, severity: Error, since: "0.1.0", inputs: [RouteFiles, HostTables] }
}
