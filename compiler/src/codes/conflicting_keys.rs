use gwc_syntax::declare_rule;

declare_rule! {
    /// Keys that exclude each other, or one that needs another.
    ///
    /// ## Why is this bad?
    /// Only one of them could count, and it is not said which.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET, paths: { "/*": POST } }
    /// ```
    ///
    /// ## Use instead
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET POST }
    /// ```
    pub(crate) CONFLICTING_KEYS { code: "GW033", name: "conflicting-keys", category: Correctness, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}
