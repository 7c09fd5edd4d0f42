use gwc_syntax::declare_rule;

declare_rule! {
    /// A gateway has no `endpoints.lock`.
    ///
    /// ## Why is this bad?
    /// Nothing shows in a review which endpoints a change adds or opens.
    ///
    /// ## Example
    /// A gateway without the file:
    /// ```yaml,bad
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET }
    /// ```
    ///
    /// ## Use instead
    /// Run `gwc lock` and commit the file.
    pub(crate) NO_LOCK { code: "GW111", name: "no-lock", category: Reliability, severity: Note, since: "0.1.0", inputs: [RouteFiles] }
}
