use gwc_syntax::declare_rule;

declare_rule! {
    /// `krakend check` rejects the configuration.
    ///
    /// ## What it does
    /// Reports the first error of KrakenD's validation: a version that is not 3, an endpoint without a backend, a reserved
    /// path, a host with a path, a `url_pattern` with a parameter that the endpoint does not have.
    ///
    /// ## Why is this bad?
    /// KrakenD does not start, even where its message begins with "ignoring the endpoint".
    ///
    /// ## Example
    /// A backend of the endpoint `/a/{id}`:
    /// ```json,bad,backend
    /// { "url_pattern": "/b/{name}" }
    /// ```
    ///
    /// ## Use instead
    /// Use a parameter of the endpoint's path, here `{id}`:
    /// ```json,good,backend
    /// { "url_pattern": "/b/{id}" }
    /// ```
    ///
    /// ## References
    /// lura v2.14, `config/config.go`
    pub(crate) REFUSED_CONFIG { code: "GW053", name: "refused-config", category: Correctness, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}
