use gwc_syntax::declare_rule;

declare_rule! {
    /// A name refers to an upstream, auth, rate limit, profile or service that is not defined.
    ///
    /// ## What it does
    /// Reports each use of a name that `gateway.yaml` does not define, and a service in an overlay that the route files do
    /// not declare. A name that may be defined in text with another error is not reported.
    ///
    /// ## Why is this bad?
    /// The endpoint would have no upstream, no limit or no authentication.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   billing: { at: /billing, upstream: comerce, methods: GET }
    /// ```
    ///
    /// ## Use instead
    /// Correct the name, or define it.
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET }
    /// ```
    pub(crate) UNDEFINED_NAME { code: "GW030", name: "undefined-name", category: Correctness, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}
