use gwc_syntax::declare_rule;

declare_rule! {
    /// A value is of the wrong kind: a list where text belongs, a number where a name belongs.
    ///
    /// ## Why is this bad?
    /// It cannot mean anything here, and a guess could be wrong.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   billing: { at: /billing, upstream: [commerce], methods: GET }
    /// ```
    ///
    /// ## Use instead
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET }
    /// ```
    pub(crate) WRONG_TYPE { code: "GW022", name: "wrong-type", category: Correctness, severity: Error, since: "0.1.0", inputs: [RouteFiles, HostTables] }
}
