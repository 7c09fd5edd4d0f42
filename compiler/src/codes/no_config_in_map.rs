use gwc_syntax::declare_rule;

declare_rule! {
    /// A ConfigMap contains no gateway configuration under a known key.
    ///
    /// ## What it does
    /// Reports a ConfigMap that is named on the command line, if its `data` has no key `gateway.json`, no key
    /// `krakend.json`, and not exactly one key that ends in `.json`. With `--key NAME`, reports a ConfigMap without that
    /// key. If no value has several lines, the finding is a note. ConfigMaps that are found in a folder are not reported.
    ///
    /// ## Why is this bad?
    /// A pod that mounts the ConfigMap does not find the configuration. KrakenD then exits, or runs with the configuration
    /// of its image.
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
    /// Store the configuration under `gateway.json` or `krakend.json`, or name its key with `--key`.
    pub(crate) NO_CONFIG_IN_MAP { code: "GW016", name: "no-config-in-map", category: Correctness, severity: Error, since: "0.1.0", inputs: [Krakend] }
}
