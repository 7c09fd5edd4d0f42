use gwc_syntax::declare_rule;

declare_rule! {
    /// A service has several prefixes and no `rewrite_prefix`.
    ///
    /// ## What it does
    /// `rewrite_prefix` replaces the prefix of a service (`at`) in the path that the upstream receives. Reports a
    /// service with two or more prefixes and without `rewrite_prefix`. A service is not reported if each of its
    /// endpoints sets `rewrite` (the whole path at the upstream) or `respond` (a response of the gateway itself): no
    /// path then depends on the prefix.
    ///
    /// ## Why is this bad?
    /// Without `rewrite_prefix`, the upstream receives the path unchanged. Requests to `/billing/plans` and
    /// `/v1/billing/plans` then reach two different paths. The upstream usually serves one of them and returns `404`
    /// for the other.
    ///
    /// ## Example
    /// Both paths of `at` are prefixes of one service:
    /// ```yaml,bad
    /// services:
    ///   billing: { at: [/billing, /v1/billing], upstream: commerce, methods: GET }
    /// ```
    ///
    /// ## Use instead
    /// Set `rewrite_prefix` to the path that the upstream serves:
    /// ```yaml,good
    /// services:
    ///   billing: { at: [/billing, /v1/billing], upstream: commerce, rewrite_prefix: /v1/billing, methods: GET }
    /// ```
    pub(crate) AMBIGUOUS_REWRITE { code: "GW402", name: "ambiguous-rewrite", category: Correctness, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}
