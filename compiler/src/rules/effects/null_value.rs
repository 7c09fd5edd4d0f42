use gwc_syntax::declare_rule;

declare_rule! {
    /// A value is `null`, which KrakenD treats as absent.
    ///
    /// ## What it does
    /// Reports a known key with the value `null`.
    ///
    /// ## Why is this bad?
    /// The key has no effect: the default or the inherited value applies. `"timeout": null` does not disable the
    /// timeout: the endpoint keeps the `timeout` that is set at the top of the file.
    ///
    /// ## Example
    /// On an endpoint:
    /// ```json,bad,endpoint
    /// { "timeout": null }
    /// ```
    ///
    /// ## Use instead
    /// Remove the key.
    /// ```json,good,endpoint
    /// {}
    /// ```
    ///
    /// ## When to ignore
    /// A template writes `null` for a value that is not set.
    pub(crate) NULL_VALUE { code: "GW717", name: "null-value", category: Style, severity: Note, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}
