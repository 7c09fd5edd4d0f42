use gwc_syntax::declare_rule;

declare_rule! {
    /// Two services of a gateway, or two gateways, have the same name.
    ///
    /// ## What it does
    /// Reports the second service of a name in one gateway, across all its files, and the second gateway of a name among
    /// those checked together.
    ///
    /// ## Why is this bad?
    /// Overlays, suppressions and outputs refer to names. An overlay for `billing` would change one of the two services,
    /// and two gateways would write to the same folder.
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
