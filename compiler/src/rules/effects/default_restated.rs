use gwc_syntax::declare_rule;

declare_rule! {
    /// A key says what would be so without it.
    ///
    /// ## Why is this bad?
    /// Nothing breaks; it is one line more to read, and to keep in step.
    ///
    /// ## Example
    /// ```json,bad,endpoint
    /// { "method": "GET" }
    /// ```
    ///
    /// ## Use instead
    /// ```json,good,endpoint
    /// { "method": "POST" }
    /// ```
    pub(crate) DEFAULT_RESTATED { code: "GW707", name: "default-restated", category: Style, severity: Note, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}
