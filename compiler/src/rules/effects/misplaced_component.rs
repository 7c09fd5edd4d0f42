use gwc_syntax::declare_rule;

declare_rule! {
    /// A component of `extra_config` is at a level where KrakenD does not read it.
    ///
    /// ## What it does
    /// An `extra_config` can be at four levels: at the top of the file, on an endpoint, on a backend and on an async
    /// agent. Reports a component that takes effect only at another level.
    ///
    /// ## Why is this bad?
    /// KrakenD ignores the component, and `krakend check` reports no error. `qos/ratelimit/router` at the top of the
    /// file limits no request: with `max_rate: 50`, the gateway still accepts 10,000 requests per second.
    ///
    /// ## Example
    /// The limit is at the top of the file:
    /// ```json,bad
    /// { "version": 3, "endpoints": [], "extra_config": { "qos/ratelimit/router": { "max_rate": 50 } } }
    /// ```
    ///
    /// ## Use instead
    /// Move the component to the level where it takes effect, here to each endpoint:
    /// ```json,good,endpoint
    /// { "extra_config": { "qos/ratelimit/router": { "max_rate": 50, "capacity": 50 } } }
    /// ```
    ///
    /// ## References
    /// krakend-ratelimit 3.3, `router/gin`.
    pub(crate) MISPLACED_COMPONENT { code: "GW703", name: "misplaced-component", category: Correctness, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}
