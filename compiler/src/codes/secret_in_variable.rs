use gwc_syntax::declare_rule;

declare_rule! {
    /// A variable looks like a secret.
    ///
    /// ## Why is this bad?
    /// Its value would end up in a ConfigMap, an artifact and a diff.
    ///
    /// ## Example
    /// ```yaml,bad
    /// gateway: example
    /// variables: { DB_PASSWORD: hunter2 }
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// ```
    ///
    /// ## Use instead
    /// Keep it in a Secret and refer to it: `deploy: { env: { NAME: { secretRef: { name: ..., key: ... } } } }`.
    pub(crate) SECRET_IN_VARIABLE { code: "GW035", name: "secret-in-variable", category: Security, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}
