use gwc_syntax::declare_rule;

declare_rule! {
    /// KrakenD crashes on a value.
    ///
    /// ## What it does
    /// Reports `null` in place of an endpoint, a backend or an async agent.
    ///
    /// ## Why is this bad?
    /// KrakenD dereferences a nil pointer. `krakend check` prints a Go stack trace that does not name the endpoint, and
    /// `krakend run` does not start.
    ///
    /// ## Example
    /// ```json,bad
    /// { "version": 3, "endpoints": [null] }
    /// ```
    ///
    /// ## Use instead
    /// Remove the `null`:
    /// ```json,good
    /// { "version": 3, "endpoints": [] }
    /// ```
    pub(crate) CRASHING_CONFIG { code: "GW054", name: "crashing-config", category: Correctness, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}
