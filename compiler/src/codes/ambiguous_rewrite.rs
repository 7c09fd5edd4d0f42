use gwc_syntax::declare_rule;

declare_rule! {
    /// A service has several prefixes and no `rewrite_prefix`.
    ///
    /// ## What it does
    /// Reports a service with two or more prefixes under `at`, without `rewrite_prefix`, if any of its endpoints forwards
    /// the path.
    ///
    /// ## Why is this bad?
    /// Without `rewrite_prefix` the path is forwarded unchanged. `/billing/plans` and `/v1/billing/plans` then reach
    /// two different paths of the upstream. It usually serves one of them and returns `404` for the other.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   billing: { at: [/billing, /v1/billing], upstream: commerce, methods: GET }
    /// ```
    ///
    /// ## Use instead
    /// Set `rewrite_prefix` to the path at the upstream:
    /// ```yaml,good
    /// services:
    ///   billing: { at: [/billing, /v1/billing], upstream: commerce, rewrite_prefix: /v1/billing, methods: GET }
    /// ```
    pub(crate) AMBIGUOUS_REWRITE { code: "GW402", name: "ambiguous-rewrite", category: Correctness, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}
