use gwc_syntax::declare_rule;

declare_rule! {
    /// An option of a component has the wrong type.
    ///
    /// ## What it does
    /// Reports a value in `extra_config` with another type than the one that the component reads.
    ///
    /// ## Why is this bad?
    /// Components do not convert values. Depending on the component, KrakenD ignores the option, ignores the whole
    /// component, or panics at start. `krakend check` reports no error. In the example, KrakenD ignores `capacity` and
    /// uses its default, the 50 requests of one second: of a burst of 200 requests, 150 get `503`.
    ///
    /// ## Example
    /// On an endpoint, `capacity` has quotes:
    /// ```json,bad,endpoint
    /// { "extra_config": { "qos/ratelimit/router": { "max_rate": 50, "capacity": "200" } } }
    /// ```
    ///
    /// ## Use instead
    /// Set a value of the right type, here a number without quotes.
    /// ```json,good,endpoint
    /// { "extra_config": { "qos/ratelimit/router": { "max_rate": 50, "capacity": 200 } } }
    /// ```
    ///
    /// ## References
    /// krakend-ratelimit 3.3, `router/router.go`.
    pub(crate) WRONG_KIND_OF_OPTION { code: "GW711", name: "wrong-kind-of-option", category: Correctness, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}
