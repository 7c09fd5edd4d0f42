use gwc_syntax::declare_rule;

declare_rule! {
    /// An endpoint has no upstream.
    ///
    /// ## What it does
    /// Reports a service with an endpoint that neither sets nor inherits `upstream`. An endpoint with `respond`, a
    /// response of the gateway itself, needs no upstream.
    ///
    /// ## Why is this bad?
    /// The gateway does not know where to forward the requests of clients.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   billing: { at: /billing, methods: GET }
    /// ```
    ///
    /// ## Use instead
    /// Set `upstream` at the service, at the path or under `defaults`.
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET }
    /// ```
    pub(crate) NO_UPSTREAM { code: "GW401", name: "no-upstream", category: Correctness, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}
