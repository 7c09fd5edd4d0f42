use gwc_syntax::declare_rule;

declare_rule! {
    /// A `rewrite` uses a parameter or a `*` that the path does not have.
    ///
    /// ## Why is this bad?
    /// There is nothing to put in its place.
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
    /// ```yaml,good
    /// services:
    ///   pricing:
    ///     at: /pricing
    ///     upstream: pricing
    ///     paths: { "/model/{name}": { GET: { rewrite: "/models/{name}" } } }
    /// ```
    pub(crate) BAD_REWRITE { code: "GW403", name: "bad-rewrite", category: Correctness, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}
