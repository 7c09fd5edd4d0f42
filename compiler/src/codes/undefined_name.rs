use gwc_syntax::declare_rule;

declare_rule! {
    /// A name refers to an upstream, auth, rate limit, profile or service that is not defined.
    ///
    /// ## What it does
    /// Reports each use of a name that `gateway.yaml` does not define; a profile, for example, is a named set of
    /// endpoint settings there. Also reports a service in an overlay (`overlays/NAME.yaml`, which changes values for
    /// the environment `NAME`) that the route files do not declare. If another error may hide the definition of a name,
    /// the name is not reported.
    ///
    /// ## Why is this bad?
    /// Without the definition, the endpoint would have no upstream, no limit or no authentication.
    ///
    /// ## Example
    /// `gateway.yaml` defines the upstream `commerce`, and the service refers to `comerce`:
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
