use gwc_syntax::declare_rule;

declare_rule! {
    /// `krakend check` accepts the file, and `krakend run` panics or ends.
    ///
    /// ## Why is this bad?
    /// Components assert the types they expect and read files when they start. What they do not find ends the
    /// process, sometimes with status 0.
    ///
    /// ## Example
    /// ```json,bad
    /// { "version": 3, "endpoints": [], "extra_config": { "telemetry/metrics": { "collection_time": 60 } } }
    /// ```
    ///
    /// ## Use instead
    /// ```json,good
    /// { "version": 3, "endpoints": [], "extra_config": { "telemetry/metrics": { "collection_time": "60s" } } }
    /// ```
    pub(crate) DIES_AT_START { code: "GW153", name: "dies-at-start", category: Reliability, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}
