use gwc_syntax::declare_rule;

declare_rule! {
    /// A ConfigMap contains no gateway configuration under a known key.
    ///
    /// ## What it does
    /// Reports a ConfigMap that is named on the command line, if gwc cannot tell which key of `data` is the
    /// configuration. gwc reads `gateway.json`, else `krakend.json`, else the only key that ends in `.json`. With
    /// `--key NAME`, it reads that key alone. ConfigMaps that are found in a folder are not reported.
    ///
    /// If each value has only one line, as in the example, the ConfigMap seems to have another purpose. The finding is
    /// then a note, for which `gwc check` does not fail. With `--key`, it remains an error.
    ///
    /// ## Why is this bad?
    /// gwc checks nothing in the ConfigMap. If the key is misspelt, the pod that mounts the ConfigMap does not find the
    /// configuration either: KrakenD exits, or runs with the configuration of its image.
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
    /// Store the configuration under the key `gateway.json` or `krakend.json`. If it must have another key, name that
    /// key: `gwc check config-map.yaml --key NAME`.
    pub(crate) NO_CONFIG_IN_MAP { code: "GW016", name: "no-config-in-map", category: Correctness, severity: Error, since: "0.1.0", inputs: [Krakend] }
}
