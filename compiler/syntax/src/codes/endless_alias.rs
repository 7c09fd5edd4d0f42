use crate::declare_rule;

declare_rule! {
    /// An alias stands inside the value it repeats, or aliases multiply into more values than can be read.
    ///
    /// ## Why is this bad?
    /// The value would have no end, or not fit into memory.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services: &all
    ///   billing: { at: /billing, upstream: commerce, paths: *all }
    /// ```
    ///
    /// ## Use instead
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, paths: { /plans: GET } }
    /// ```
    pub ENDLESS_ALIAS { code: "GW003", name: "endless-alias", category: Correctness, severity: Error, since: "0.1.0", inputs: [RouteFiles, Krakend, HostTables, Manifests] }
}
