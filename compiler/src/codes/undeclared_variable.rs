use gwc_syntax::declare_rule;

declare_rule! {
    /// `${NAME}` refers to a variable that is not declared or has no value.
    ///
    /// ## What it does
    /// Reports `${NAME}` if `variables` in `gateway.yaml` does not declare `NAME`. Also reports it if the variable has
    /// no default and no environment variable `NAME` is set for `gwc`, and if it is part of a key instead of a value.
    ///
    /// ## Why is this bad?
    /// The text would be emitted literally. In the example, the endpoint would have the path `${PREFIX}/*`, and a
    /// request for `/billing/plans` would return `404`.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   billing: { at: "${PREFIX}", upstream: commerce, methods: GET }
    /// ```
    ///
    /// ## Use instead
    /// Declare the variable under `variables` in `gateway.yaml`, here with the default `/billing`:
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
