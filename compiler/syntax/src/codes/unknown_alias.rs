use crate::declare_rule;

declare_rule! {
    /// An alias (`*name`) names no anchor (`&name`) above it.
    ///
    /// ## Why is this bad?
    /// The value it should repeat does not exist.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: *reads }
    /// ```
    ///
    /// ## Use instead
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: &reads GET }
    ///   pricing: { at: /pricing, upstream: pricing, methods: *reads }
    /// ```
    pub UNKNOWN_ALIAS { code: "GW002", name: "unknown-alias", category: Correctness, severity: Error, since: "0.1.0", inputs: [RouteFiles, Krakend, HostTables, Manifests] }
}
