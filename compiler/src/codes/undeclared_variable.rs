use gwc_syntax::declare_rule;

declare_rule! {
    /// `${NAME}` refers to a variable that is not declared or has no value.
    ///
    /// ## What it does
    /// Reports `${NAME}` when `variables` in `gateway.yaml` does not declare `NAME`, when the variable has no default and
    /// the environment does not set it, and when `${NAME}` is part of a key.
    ///
    /// ## Why is this bad?
    /// The text would be emitted literally: requests would go to the host `${REGION}.example.com`.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   billing: { at: "${PREFIX}", upstream: commerce, methods: GET }
    /// ```
    ///
    /// ## Use instead
    /// Declare the variable under `variables` in `gateway.yaml`, with a default if there is one:
    /// ```yaml,good
    /// # file: gateway.yaml
    /// gateway: example
    /// variables: { PREFIX: /billing }
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// # file: services.yaml
    /// defaults: { timeout: 5s }
    /// services:
    ///   billing: { at: "${PREFIX}", upstream: commerce, methods: GET, auth: public }
    /// ```
    pub(crate) UNDECLARED_VARIABLE { code: "GW034", name: "undeclared-variable", category: Correctness, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}
