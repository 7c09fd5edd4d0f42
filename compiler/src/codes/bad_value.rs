use gwc_syntax::declare_rule;

declare_rule! {
    /// A value does not have the form it must have: a duration without a unit, an unknown method, a bad path.
    ///
    /// ## Why is this bad?
    /// `timeout: 30` could be seconds or nanoseconds; KrakenD reads the latter.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET, timeout: 30 }
    /// ```
    ///
    /// ## Use instead
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET, timeout: 30s }
    /// ```
    pub(crate) BAD_VALUE { code: "GW023", name: "bad-value", category: Correctness, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}
