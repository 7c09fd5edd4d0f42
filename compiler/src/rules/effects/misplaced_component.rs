use gwc_syntax::declare_rule;

declare_rule! {
    /// A block of `extra_config` stands where nobody reads it.
    ///
    /// ## Why is this bad?
    /// A rate limit at the top of the file limits nothing in KrakenD CE, a validator on a backend protects nothing,
    /// and both pass the check.
    ///
    /// ## Example
    /// ```json,bad
    /// { "version": 3, "endpoints": [], "extra_config": { "qos/ratelimit/router": { "max_rate": 50 } } }
    /// ```
    ///
    /// ## Use instead
    /// ```json,good,endpoint
    /// { "extra_config": { "qos/ratelimit/router": { "max_rate": 50, "capacity": 50 } } }
    /// ```
    pub(crate) MISPLACED_COMPONENT { code: "GW703", name: "misplaced-component", category: Correctness, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}
