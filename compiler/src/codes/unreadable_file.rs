use gwc_syntax::declare_rule;

declare_rule! {
    /// A file cannot be read.
    ///
    /// ## Why is this bad?
    /// What it says would be missing from the gateway without a word.
    ///
    /// ## Example
    /// A link that leads nowhere:
    /// ```yaml,bad,file=services.yaml,dangling
    /// services:
    /// ```
    ///
    /// ## Use instead
    /// Make the file readable, or remove it from the folder.
    pub(crate) UNREADABLE_FILE { code: "GW010", name: "unreadable-file", category: Correctness, severity: Error, since: "0.1.0", inputs: [RouteFiles, Krakend, HostTables, Manifests, Settings, Baseline] }
}
