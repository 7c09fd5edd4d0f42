use crate::declare_rule;

declare_rule! {
    /// An alias (`*name`) refers to an anchor (`&name`) that is not defined above it.
    ///
    /// ## What it does
    /// Reports each alias without an anchor of the same name earlier in the same YAML document. Anchors of other files and
    /// documents are not visible.
    ///
    /// ## Why is this bad?
    /// The alias has no value, so the file cannot be read.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: *reads }
    /// ```
    ///
    /// ## Use instead
    /// Define the anchor at the first use of the value:
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: &reads GET }
    ///   pricing: { at: /pricing, upstream: pricing, methods: *reads }
    /// ```
    pub UNKNOWN_ALIAS { code: "GW002", name: "unknown-alias", category: Correctness, severity: Error, since: "0.1.0", inputs: [RouteFiles, Krakend, HostTables, Manifests] }
}
