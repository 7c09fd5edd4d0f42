use gwc_syntax::declare_rule;

declare_rule! {
    /// A duration is written as a number.
    ///
    /// ## Why is this bad?
    /// A number counts nanoseconds: `3000` is three microseconds, and every request times out. `krakend check`
    /// accepts it.
    ///
    /// ## Example
    /// ```json,bad,endpoint
    /// { "timeout": 3000 }
    /// ```
    ///
    /// ## Use instead
    /// ```json,good,endpoint
    /// { "timeout": "3s" }
    /// ```
    pub(crate) NUMBER_AS_DURATION { code: "GW706", name: "number-as-duration", category: Correctness, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}
