use gwc_syntax::declare_rule;

declare_rule! {
    /// A key that is usually needed is missing, and KrakenD uses a default that is rarely intended.
    ///
    /// ## What it does
    /// Reports an endpoint, a backend, an agent or a component without one of its usual keys, such as the `max_errors`
    /// of a circuit breaker.
    ///
    /// ## Why is this bad?
    /// KrakenD uses the default of the key without an error. An endpoint without `endpoint` serves `/`. A circuit
    /// breaker without `max_errors` opens at the first error, and the endpoint returns `500` until the `timeout` of the
    /// breaker ends.
    ///
    /// ## Example
    /// The endpoint has no `endpoint`, which sets its path:
    /// ```json,bad
    /// { "version": 3, "host": ["http://api"], "endpoints": [{ "method": "POST", "backend": [{ "url_pattern": "/b" }] }] }
    /// ```
    ///
    /// ## Use instead
    /// Add the key.
    /// ```json,good
    /// { "version": 3, "host": ["http://api"], "endpoints": [{ "endpoint": "/a", "method": "POST", "backend": [{ "url_pattern": "/b" }] }] }
    /// ```
    ///
    /// ## When to ignore
    /// The default is intended.
    pub(crate) KEY_LEFT_OUT { code: "GW716", name: "key-left-out", category: Correctness, severity: Warning, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}
