use gwc_syntax::declare_rule;

declare_rule! {
    /// Two endpoints conflict in KrakenD's router.
    ///
    /// ## What it does
    /// Reports an endpoint with the method and path of an earlier one, or with another parameter name at the same
    /// position of the path.
    ///
    /// ## Why is this bad?
    /// `krakend run` panics when it starts. `krakend check` without `-t` does not find the conflict.
    ///
    /// ## Example
    /// ```json,bad
    /// { "version": 3, "host": ["http://api"], "endpoints": [
    ///   { "endpoint": "/users/{id}", "backend": [{ "url_pattern": "/{id}" }] },
    ///   { "endpoint": "/users/{name}/mail", "backend": [{ "url_pattern": "/{name}" }] } ] }
    /// ```
    ///
    /// ## Use instead
    /// Use the same parameter name at the same place of all paths:
    /// ```json,good
    /// { "version": 3, "host": ["http://api"], "endpoints": [
    ///   { "endpoint": "/users/{id}", "backend": [{ "url_pattern": "/{id}" }] },
    ///   { "endpoint": "/users/{id}/mail", "backend": [{ "url_pattern": "/{id}" }] } ] }
    /// ```
    ///
    /// ## References
    /// gin, `tree.go`
    pub(crate) ROUTE_CONFLICT { code: "GW150", name: "route-conflict", category: Correctness, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}
