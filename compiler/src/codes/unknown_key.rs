use gwc_syntax::declare_rule;

declare_rule! {
    /// A map has a key that gwc does not define.
    ///
    /// ## What it does
    /// Reports a key that is not defined at this place, for example a key of a service in `gateway.yaml`. The help
    /// suggests the nearest key, the place where the key belongs, or another way to the same feature.
    ///
    /// ## Why is this bad?
    /// The key would have no effect. With `rate_limits: strict` in place of `rate_limit: strict`, a service would have no
    /// limit.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   billing: { at: /billing, upstreem: commerce, methods: GET }
    /// ```
    ///
    /// ## Use instead
    /// Correct the key, or remove it.
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET }
    /// ```
    pub(crate) UNKNOWN_KEY { code: "GW020", name: "unknown-key", category: Correctness, severity: Error, since: "0.1.0", inputs: [RouteFiles, HostTables] }
}
