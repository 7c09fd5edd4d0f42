use gwc_syntax::declare_rule;

declare_rule! {
    /// A value is null.
    ///
    /// ## Why is this bad?
    /// It counts as absent: the default holds, or what is inherited.
    ///
    /// ## Example
    /// ```json,bad,endpoint
    /// { "timeout": null }
    /// ```
    ///
    /// ## Use instead
    /// ```json,good,endpoint
    /// { "timeout": "5s" }
    /// ```
    pub(crate) NULL_VALUE { code: "GW717", name: "null-value", category: Style, severity: Note, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}
