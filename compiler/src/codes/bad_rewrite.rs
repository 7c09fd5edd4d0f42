use gwc_syntax::declare_rule;

declare_rule! {
    /// A `rewrite` or a `redirect` uses a parameter or a wildcard that the path does not have.
    ///
    /// ## What it does
    /// `rewrite` sets the whole path that the upstream receives, and `redirect` the URL to which clients are sent. Both
    /// may use the parameters of the endpoint's path. Reports a `{name}` that is not one of these parameters, and a
    /// `/*` at the end if the path does not end in `/*`.
    ///
    /// ## Why is this bad?
    /// The gateway has no value to insert. KrakenD rejects such a configuration and does not start.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   pricing:
    ///     at: /pricing
    ///     upstream: pricing
    ///     paths: { "/model/{name}": { GET: { rewrite: "/models/{id}" } } }
    /// ```
    ///
    /// ## Use instead
    /// Use a parameter of the endpoint's path.
    /// ```yaml,good
    /// services:
    ///   pricing:
    ///     at: /pricing
    ///     upstream: pricing
    ///     paths: { "/model/{name}": { GET: { rewrite: "/models/{name}" } } }
    /// ```
    pub(crate) BAD_REWRITE { code: "GW403", name: "bad-rewrite", category: Correctness, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}
