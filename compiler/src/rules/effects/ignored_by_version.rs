use gwc_syntax::declare_rule;

declare_rule! {
    /// The chosen version of KrakenD does not read this yet.
    ///
    /// ## Why is this bad?
    /// Older releases drop what they do not know without a word.
    ///
    /// ## Example
    /// ```json,bad,target=krakend-ce@2.4
    /// { "version": 3, "listen_ip": "127.0.0.1", "endpoints": [] }
    /// ```
    ///
    /// ## Use instead
    /// ```json,good,target=krakend-ce@2.13
    /// { "version": 3, "listen_ip": "127.0.0.1", "endpoints": [] }
    /// ```
    pub(crate) IGNORED_BY_VERSION { code: "GW709", name: "ignored-by-version", category: Compatibility, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}
