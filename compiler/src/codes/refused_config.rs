use gwc_syntax::declare_rule;

declare_rule! {
    /// KrakenD refuses the configuration while it prepares it.
    ///
    /// ## Why is this bad?
    /// A wrong version, a host with a path, a reserved path, a parameter that the endpoint does not have: the first
    /// of them ends reading, whatever the message says about "ignoring".
    ///
    /// ## Example
    /// ```json,bad,backend
    /// { "url_pattern": "/b/{name}" }
    /// ```
    ///
    /// ## Use instead
    /// ```json,good,backend
    /// { "url_pattern": "/b/{id}" }
    /// ```
    pub(crate) REFUSED_CONFIG { code: "GW053", name: "refused-config", category: Correctness, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}
