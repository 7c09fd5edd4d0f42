use gwc_syntax::declare_rule;

declare_rule! {
    /// Two endpoints cannot stand in one router.
    ///
    /// ## Why is this bad?
    /// The same method and path twice, or two names for the parameter at one place: KrakenD panics when it starts.
    /// Plain `krakend check` does not see it.
    ///
    /// ## Example
    /// ```json,bad
    /// { "version": 3, "host": ["http://api"], "endpoints": [
    ///   { "endpoint": "/users/{id}", "backend": [{ "url_pattern": "/{id}" }] },
    ///   { "endpoint": "/users/{name}/mail", "backend": [{ "url_pattern": "/{name}" }] } ] }
    /// ```
    ///
    /// ## Use instead
    /// Give a parameter one name wherever it stands.
    /// ```json,good
    /// { "version": 3, "host": ["http://api"], "endpoints": [
    ///   { "endpoint": "/users/{id}", "backend": [{ "url_pattern": "/{id}" }] },
    ///   { "endpoint": "/users/{id}/mail", "backend": [{ "url_pattern": "/{id}" }] } ] }
    /// ```
    pub(crate) ROUTE_CONFLICT { code: "GW150", name: "route-conflict", category: Correctness, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}
