use gwc_syntax::declare_rule;

declare_rule! {
    /// `${NAME}` stands for a variable that the gateway does not declare, that has no value, or stands in a key.
    ///
    /// ## Why is this bad?
    /// The build would depend on whatever the environment happens to hold.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   billing: { at: "${PREFIX}", upstream: commerce, methods: GET }
    /// ```
    ///
    /// ## Use instead
    /// Declare it in `gateway.yaml` under `variables`, with a default where there is one.
    pub(crate) UNDECLARED_VARIABLE { code: "GW034", name: "undeclared-variable", category: Correctness, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}
