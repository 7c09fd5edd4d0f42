use gwc_syntax::declare_rule;

declare_rule! {
    /// A ConfigMap holds no gateway configuration that can be told from its other keys.
    ///
    /// ## Why is this bad?
    /// A gateway that mounts it would find nothing, and run with the configuration of its image.
    ///
    /// ## Example
    /// ```yaml,bad,config-map
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: { name: gateway-config }
    /// data: { readme.txt: nothing here }
    /// ```
    ///
    /// ## Use instead
    /// Keep the configuration under `gateway.json` or `krakend.json`, or name its key.
    pub(crate) NO_CONFIG_IN_MAP { code: "GW016", name: "no-config-in-map", category: Correctness, severity: Error, since: "0.1.0", inputs: [Krakend] }
}
