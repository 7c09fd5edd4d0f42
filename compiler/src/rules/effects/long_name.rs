use gwc_syntax::declare_rule;

declare_rule! {
    /// A component of `extra_config` is written with its long name.
    ///
    /// ## What it does
    /// Reports a component with the name that KrakenD used before version 2.0, such as
    /// `github.com/devopsfaith/krakend/proxy`. Each has a short name today.
    ///
    /// ## Why is this bad?
    /// `krakend run` reads both names, but other commands and tools do not:
    /// - The JSON Schema does not know the long name.
    /// - `krakend audit` reports that a rate limit or a validator is missing, if it has its long name.
    /// - `krakend check -t` reads only the long name of some components, so its result can differ from that of
    ///   `krakend run`.
    ///
    /// ## Example
    /// On an endpoint:
    /// ```json,bad,endpoint
    /// { "extra_config": { "github.com/devopsfaith/krakend/proxy": { "sequential": true } } }
    /// ```
    ///
    /// ## Use instead
    /// Rename it to its short name.
    /// ```json,good,endpoint
    /// { "extra_config": { "proxy": { "sequential": true } } }
    /// ```
    ///
    /// ## When to ignore
    /// The file is also used with a KrakenD before 2.0, which knows only the long names.
    ///
    /// ## References
    /// krakend-ce 2.13, `cmd/krakend-ce/main.go`.
    pub(crate) LONG_NAME { code: "GW715", name: "long-name", category: Compatibility, severity: Warning, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}
