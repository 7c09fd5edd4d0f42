use gwc_syntax::declare_rule;

declare_rule! {
    /// A block is written with its long name.
    ///
    /// ## Why is this bad?
    /// KrakenD reads it. No schema knows it, audits do not see it, and `krakend check -t` reads other blocks than
    /// `krakend run`.
    ///
    /// ## Example
    /// ```json,bad,endpoint
    /// { "extra_config": { "github.com/devopsfaith/krakend/proxy": { "sequential": true } } }
    /// ```
    ///
    /// ## Use instead
    /// ```json,good,endpoint
    /// { "extra_config": { "proxy": { "sequential": true } } }
    /// ```
    pub(crate) LONG_NAME { code: "GW715", name: "long-name", category: Compatibility, severity: Warning, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}
