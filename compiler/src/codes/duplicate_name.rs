use gwc_syntax::declare_rule;

declare_rule! {
    /// Two services of a gateway, or two gateways, have the same name.
    ///
    /// ## What it does
    /// Reports the second service of a name in one gateway, across all its files, and the second gateway of a name among
    /// those checked together.
    ///
    /// ## Why is this bad?
    /// An overlay (`overlays/NAME.yaml`, which changes values for one environment) selects a service by its name: an
    /// overlay for `billing` would change only one of the two. Outputs are written to a folder with the name of the
    /// gateway, so two gateways would overwrite each other.
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
    /// Rename one of them: in the example, name the second service `pricing`.
    pub(crate) DUPLICATE_NAME { code: "GW031", name: "duplicate-name", category: Correctness, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}
