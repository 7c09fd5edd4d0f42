use gwc_syntax::declare_rule;

declare_rule! {
    /// `krakend check` accepts the configuration, and `krakend run` panics or exits.
    ///
    /// ## What it does
    /// Reports a value on which a component fails when KrakenD starts: the component requires a value of another type,
    /// or requires a second component that is not configured.
    ///
    /// ## Why is this bad?
    /// A pipeline that runs `krakend check` passes, and the pods of the next deployment do not start. In some of these
    /// cases KrakenD exits with status 0, so a script that starts it does not notice the failure.
    ///
    /// ## Example
    /// ```json,bad
    /// { "version": 3, "endpoints": [], "extra_config": { "telemetry/metrics": { "collection_time": 60 } } }
    /// ```
    ///
    /// ## Use instead
    /// Write the value with the type that the component expects.
    /// ```json,good
    /// { "version": 3, "endpoints": [], "extra_config": { "telemetry/metrics": { "collection_time": "60s" } } }
    /// ```
    pub(crate) DIES_AT_START { code: "GW153", name: "dies-at-start", category: Reliability, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}
