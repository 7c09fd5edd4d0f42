use gwc_syntax::declare_rule;

declare_rule! {
    /// A key that must be there is missing.
    ///
    /// ## Why is this bad?
    /// There is no value that is right for everyone, so none is assumed.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   billing: { upstream: commerce, methods: GET }
    /// ```
    ///
    /// ## Use instead
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET }
    /// ```
    pub(crate) MISSING_KEY { code: "GW024", name: "missing-key", category: Correctness, severity: Error, since: "0.1.0", inputs: [RouteFiles, HostTables] }
}
