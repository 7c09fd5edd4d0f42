use gwc_syntax::declare_rule;

declare_rule! {
    /// A gateway has no `endpoints.lock`.
    ///
    /// ## What it does
    /// Reports a gateway with endpoints, if its folder contains no `endpoints.lock`. `gwc lock` writes this file: a
    /// line for each endpoint, with its method, path, credential and upstream.
    ///
    /// ## Why is this bad?
    /// Without the file, a review does not show which endpoints a change adds, removes or makes public.
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
    ///
    /// ## When to ignore
    /// The gateway is a test fixture or a demo, and its endpoints are not reviewed.
    pub(crate) NO_LOCK { code: "GW111", name: "no-lock", category: Reliability, severity: Note, since: "0.1.0", inputs: [RouteFiles] }
}
