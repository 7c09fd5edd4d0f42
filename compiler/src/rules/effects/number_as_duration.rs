use gwc_syntax::declare_rule;

declare_rule! {
    /// A duration is written as a number. KrakenD reads it as nanoseconds.
    ///
    /// ## What it does
    /// Reports a number or a boolean as the value of a duration, such as `timeout`.
    ///
    /// ## Why is this bad?
    /// `"timeout": 3000` is 3 microseconds, so every request fails with a timeout. `krakend check` without `--lint`
    /// reports no error.
    ///
    /// ## Example
    /// On an endpoint:
    /// ```json,bad,endpoint
    /// { "timeout": 3000 }
    /// ```
    ///
    /// ## Use instead
    /// Set a string with a unit.
    /// ```json,good,endpoint
    /// { "timeout": "3s" }
    /// ```
    ///
    /// ## References
    /// mapstructure 2.5 (`StringToTimeDurationHookFunc` reads only strings).
    pub(crate) NUMBER_AS_DURATION { code: "GW706", name: "number-as-duration", category: Correctness, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}
