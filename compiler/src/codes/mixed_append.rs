use gwc_syntax::declare_rule;

declare_rule! {
    /// A list has items with `+` and items without.
    ///
    /// ## What it does
    /// Reports the first item without `+` in a list of headers or query parameters that has an item with `+`.
    ///
    /// ## Why is this bad?
    /// Items with `+` are appended to the list that the service inherits, for example from `defaults`. Items without
    /// `+` replace that list. With both, gwc cannot tell whether `billing` keeps the inherited headers.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET, forward: { headers: [Accept-Language, +Idempotency-Key] } }
    /// ```
    ///
    /// ## Use instead
    /// Put `+` before every item, or before none:
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET, forward: { headers: [+Accept-Language, +Idempotency-Key] } }
    /// ```
    pub(crate) MIXED_APPEND { code: "GW036", name: "mixed-append", category: Correctness, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}
