use gwc_syntax::declare_rule;

declare_rule! {
    /// A component gets a value of another type than it reads.
    ///
    /// ## Why is this bad?
    /// Components are strict where the rest of the file is lenient: the option counts as absent, or the whole block
    /// is dropped, or `krakend run` panics. The check accepts all of it.
    ///
    /// ## Example
    /// ```json,bad,endpoint
    /// { "extra_config": { "qos/ratelimit/router": { "max_rate": 50, "capacity": "50" } } }
    /// ```
    ///
    /// ## Use instead
    /// ```json,good,endpoint
    /// { "extra_config": { "qos/ratelimit/router": { "max_rate": 50, "capacity": 50 } } }
    /// ```
    pub(crate) WRONG_KIND_OF_OPTION { code: "GW711", name: "wrong-kind-of-option", category: Correctness, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}
