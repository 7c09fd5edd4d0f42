use gwc_syntax::declare_rule;

declare_rule! {
    /// A list mixes items with `+` (append to the inherited list) and items without (replace it).
    ///
    /// ## Why is this bad?
    /// It cannot do both.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET, forward: { headers: [Accept, +Idempotency-Key] } }
    /// ```
    ///
    /// ## Use instead
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET, forward: { headers: [+Accept-Language, +Idempotency-Key] } }
    /// ```
    pub(crate) MIXED_APPEND { code: "GW036", name: "mixed-append", category: Correctness, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}
