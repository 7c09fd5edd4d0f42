use gwc_syntax::declare_rule;

declare_rule! {
    /// A value has the wrong type: a list instead of text, or text instead of a map.
    ///
    /// ## What it does
    /// Reports a value of a YAML type that the key does not accept, and unquoted text that YAML reads as a number, `true`,
    /// `false` or `null` where text is required.
    ///
    /// ## Why is this bad?
    /// The value has no meaning for this key, and a guess could change what the gateway does.
    ///
    /// ## Example
    /// `upstream` is a list, but must be one name:
    /// ```yaml,bad
    /// services:
    ///   billing: { at: /billing, upstream: [commerce], methods: GET }
    /// ```
    ///
    /// ## Use instead
    /// Write a value of the expected type.
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET }
    /// ```
    pub(crate) WRONG_TYPE { code: "GW022", name: "wrong-type", category: Correctness, severity: Error, since: "0.1.0", inputs: [RouteFiles, HostTables] }
}
