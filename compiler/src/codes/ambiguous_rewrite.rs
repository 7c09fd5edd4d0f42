use gwc_syntax::declare_rule;

declare_rule! {
    /// A service has several prefixes and does not say what the upstream sees instead of them.
    ///
    /// ## Why is this bad?
    /// Without `rewrite_prefix` each alias would reach another path of the upstream.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   billing: { at: [/billing, /v1/billing], upstream: commerce, methods: GET }
    /// ```
    ///
    /// ## Use instead
    /// ```yaml,good
    /// services:
    ///   billing: { at: [/billing, /v1/billing], upstream: commerce, rewrite_prefix: /v1/billing, methods: GET }
    /// ```
    pub(crate) AMBIGUOUS_REWRITE { code: "GW402", name: "ambiguous-rewrite", category: Correctness, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}
