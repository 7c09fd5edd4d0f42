use gwc_syntax::declare_rule;

declare_rule! {
    /// KrakenD itself crashes on this value.
    ///
    /// ## Why is this bad?
    /// A `null` where an endpoint, a backend or an agent should stand is a nil pointer: `krakend check` prints a
    /// stack of Go, not a message.
    ///
    /// ## Example
    /// ```json,bad
    /// { "version": 3, "endpoints": [null] }
    /// ```
    ///
    /// ## Use instead
    /// ```json,good
    /// { "version": 3, "endpoints": [] }
    /// ```
    pub(crate) CRASHING_CONFIG { code: "GW054", name: "crashing-config", category: Correctness, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}
