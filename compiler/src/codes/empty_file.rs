use gwc_syntax::declare_rule;

declare_rule! {
    /// A route file is empty.
    ///
    /// ## What it does
    /// Reports a route file without any key. Comments are not content.
    ///
    /// ## Why is this bad?
    /// An empty file is often a truncated or unfinished one. Its services are missing from the gateway, and their paths
    /// return `404`.
    ///
    /// ## Example
    /// ```yaml,bad,file=billing.yaml
    /// # services will follow
    /// ```
    ///
    /// ## Use instead
    /// Add `services:`, or remove the file.
    pub(crate) EMPTY_FILE { code: "GW014", name: "empty-file", category: Correctness, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}
