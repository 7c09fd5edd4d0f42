use gwc_syntax::declare_rule;

declare_rule! {
    /// Two services, or two gateways, have one name.
    ///
    /// ## Why is this bad?
    /// Names lead from a finding to a place; with two places one of them is wrong.
    ///
    /// ## Example
    /// ```yaml,bad
    /// # file: billing.yaml
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET, auth: iam }
    /// # file: pricing.yaml
    /// services:
    ///   billing: { at: /pricing, upstream: pricing, methods: GET, auth: iam }
    /// ```
    ///
    /// ## Use instead
    /// Rename one of them.
    pub(crate) DUPLICATE_NAME { code: "GW031", name: "duplicate-name", category: Correctness, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}
