use gwc_syntax::declare_rule;

declare_rule! {
    /// A YAML file in a gateway's folder is neither a gateway nor a services file.
    ///
    /// ## Why is this bad?
    /// Nothing reads it; whoever wrote it believes that something does.
    ///
    /// ## Example
    /// ```yaml,bad,file=billing.yaml
    /// service:
    ///   billing: { at: /billing, upstream: commerce, methods: GET }
    /// ```
    ///
    /// ## Use instead
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET }
    /// ```
    pub(crate) UNKNOWN_FILE_KIND { code: "GW012", name: "unknown-file-kind", category: Correctness, severity: Error, since: "0.1.0", inputs: [RouteFiles, Krakend, HostTables, Manifests] }
}
