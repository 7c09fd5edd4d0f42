use crate::declare_rule;

declare_rule! {
    /// A file contains more than one YAML document.
    ///
    /// ## What it does
    /// Reports a second document (after `---`) in a route file, a KrakenD configuration or a host table. A host table
    /// is a file that maps hosts and path prefixes to backends. Kubernetes manifests may contain several documents. In
    /// each of these files, also reports a line that follows the end of a document, such as a line with less
    /// indentation than the first one.
    ///
    /// ## Why is this bad?
    /// Only the first document is read. Services in the others would be missing from the gateway, and their paths would
    /// return `404`.
    ///
    /// ## Example
    /// The line `---` begins a second document:
    /// ```yaml,bad
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET }
    /// ---
    /// services:
    ///   pricing: { at: /pricing, upstream: pricing, methods: GET }
    /// ```
    ///
    /// ## Use instead
    /// Merge the documents, or move the second one to a file of its own:
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET }
    ///   pricing: { at: /pricing, upstream: pricing, methods: GET }
    /// ```
    pub SEVERAL_DOCUMENTS { code: "GW004", name: "several-documents", category: Correctness, severity: Error, since: "0.1.0", inputs: [RouteFiles, Krakend, HostTables, Manifests] }
}
