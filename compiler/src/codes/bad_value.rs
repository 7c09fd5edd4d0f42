use gwc_syntax::declare_rule;

declare_rule! {
    /// A value has the right type and is not valid: a duration without a unit, an unknown method, a malformed path.
    ///
    /// ## What it does
    /// Reports text that does not match the format of its key, and a number outside its range.
    ///
    /// ## Why is this bad?
    /// `timeout: 30` could mean seconds, milliseconds or nanoseconds. KrakenD reads a number as nanoseconds, and every
    /// request would time out.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET, timeout: 30 }
    /// ```
    ///
    /// ## Use instead
    /// Write a value in the expected format, here with its unit.
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET, timeout: 30s }
    /// ```
    pub(crate) BAD_VALUE { code: "GW023", name: "bad-value", category: Correctness, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}
