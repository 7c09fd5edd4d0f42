use gwc_syntax::declare_rule;

declare_rule! {
    /// A service or a gateway declares no endpoint.
    ///
    /// ## Why is this bad?
    /// Every request for it is answered 404.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   billing: { at: /billing, upstream: commerce }
    /// ```
    ///
    /// ## Use instead
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET }
    /// ```
    pub(crate) NO_ENDPOINTS { code: "GW112", name: "no-endpoints", category: Correctness, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}
