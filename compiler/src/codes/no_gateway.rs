use gwc_syntax::declare_rule;

declare_rule! {
    /// No gateway was found where one was asked for.
    ///
    /// ## Why is this bad?
    /// A build of nothing would pass every check.
    ///
    /// ## Example
    /// A folder with a services file alone:
    /// ```yaml,bad,bare
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET }
    /// ```
    ///
    /// ## Use instead
    /// Name a folder that holds a `gateway.yaml`, or start one with `gwc init`.
    pub(crate) NO_GATEWAY { code: "GW013", name: "no-gateway", category: Correctness, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}
