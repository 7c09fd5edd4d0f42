use gwc_syntax::declare_rule;

declare_rule! {
    /// A word is none of those that are known here.
    ///
    /// ## Why is this bad?
    /// The default counts instead, and nobody says so: an unknown TLS version is TLS 1.3.
    ///
    /// ## Example
    /// ```json,bad
    /// { "version": 3, "endpoints": [], "tls": { "disabled": true, "min_version": "TLS14" } }
    /// ```
    ///
    /// ## Use instead
    /// ```json,good
    /// { "version": 3, "endpoints": [], "tls": { "disabled": true, "min_version": "TLS12" } }
    /// ```
    pub(crate) UNKNOWN_WORD { code: "GW713", name: "unknown-word", category: Correctness, severity: Warning, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}
