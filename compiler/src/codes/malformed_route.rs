use gwc_syntax::declare_rule;

declare_rule! {
    /// KrakenD's router rejects the path of an endpoint.
    ///
    /// ## What it does
    /// Reports a wildcard without a name, two parameters in one segment, and a backslash in `endpoint`.
    ///
    /// ## Why is this bad?
    /// `krakend run` panics when it starts. `krakend check` without `-t` accepts the path.
    ///
    /// ## Example
    /// ```json,bad,endpoint
    /// { "endpoint": "/a/*", "backend": [{ "url_pattern": "/b" }] }
    /// ```
    ///
    /// ## Use instead
    /// KrakenD CE has no wildcards. Declare one endpoint for each number of segments:
    /// ```json,good,endpoint
    /// { "endpoint": "/a/{path}", "backend": [{ "url_pattern": "/b/{path}" }] }
    /// ```
    ///
    /// ## References
    /// gin, `tree.go`
    pub(crate) MALFORMED_ROUTE { code: "GW151", name: "malformed-route", category: Correctness, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}
