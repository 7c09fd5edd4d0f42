use crate::declare_rule;

declare_rule! {
    /// A file holds more than one YAML document.
    ///
    /// ## Why is this bad?
    /// Only the first is read; routes in the others would be missing without a word.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET }
    /// ---
    /// services:
    ///   pricing: { at: /pricing, upstream: pricing, methods: GET }
    /// ```
    ///
    /// ## Use instead
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET }
    ///   pricing: { at: /pricing, upstream: pricing, methods: GET }
    /// ```
    pub SEVERAL_DOCUMENTS { code: "GW004", name: "several-documents", category: Correctness, severity: Error, since: "0.1.0", inputs: [RouteFiles, Krakend, HostTables, Manifests] }
}
