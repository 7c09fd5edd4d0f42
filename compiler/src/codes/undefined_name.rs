use gwc_syntax::declare_rule;

declare_rule! {
    /// A name that nothing declares: an upstream, an auth, a rate limit, a profile.
    ///
    /// ## Why is this bad?
    /// The route would have no upstream, no limit or no check.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   billing: { at: /billing, upstream: comerce, methods: GET }
    /// ```
    ///
    /// ## Use instead
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET }
    /// ```
    pub(crate) UNDEFINED_NAME { code: "GW030", name: "undefined-name", category: Correctness, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}
