use gwc_syntax::declare_rule;

declare_rule! {
    /// A file is not UTF-8 text.
    ///
    /// ## Why is this bad?
    /// Its bytes mean different characters to different programs.
    ///
    /// ## Example
    /// A file in Latin-1:
    /// ```yaml,bad,latin1
    /// services:
    ///   café: { at: /cafe, upstream: commerce, methods: GET }
    /// ```
    ///
    /// ## Use instead
    /// Save it as UTF-8.
    pub(crate) NOT_UTF8 { code: "GW011", name: "not-utf8", category: Correctness, severity: Error, since: "0.1.0", inputs: [RouteFiles, Krakend, HostTables, Manifests, Settings, Baseline] }
}
