use gwc_syntax::declare_rule;

declare_rule! {
    /// A file is not UTF-8 text.
    ///
    /// ## What it does
    /// Reports the first byte of the file that is not valid UTF-8.
    ///
    /// ## Why is this bad?
    /// The same bytes are different characters in different encodings. A path or a header value would depend on the program
    /// that reads the file.
    ///
    /// ## Example
    /// A file in Latin-1, which stores `é` as the single byte `E9`:
    /// ```yaml,bad,latin1
    /// services:
    ///   café: { at: /cafe, upstream: commerce, methods: GET }
    /// ```
    ///
    /// ## Use instead
    /// Save the file as UTF-8.
    pub(crate) NOT_UTF8 { code: "GW011", name: "not-utf8", category: Correctness, severity: Error, since: "0.1.0", inputs: [RouteFiles, Krakend, HostTables, Manifests, Settings, Baseline] }
}
