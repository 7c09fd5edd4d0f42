use gwc_syntax::declare_rule;

declare_rule! {
    /// The name of a variable suggests a secret.
    ///
    /// ## What it does
    /// Reports a variable with a name that contains `SECRET`, `PASSWORD`, `PASSWD`, `TOKEN`, `API_KEY`, `APIKEY`,
    /// `PRIVATE_KEY` or `CREDENTIAL`, in upper or lower case.
    ///
    /// ## Why is this bad?
    /// `gwc build` writes the values of variables in plain text to the ConfigMap and the other files that it creates.
    /// The secret is then readable for everyone with access to the cluster or the repository, and appears in every
    /// diff.
    ///
    /// ## Example
    /// ```yaml,bad
    /// gateway: example
    /// variables: { DB_PASSWORD: hunter2 }
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// ```
    ///
    /// ## Use instead
    /// Remove the variable, store the value in a Secret, and refer to the Secret in `gateway.yaml`. The container of
    /// the gateway then gets the value as an environment variable:
    /// `deploy: { env: { DB_PASSWORD: { secretRef: { name: ..., key: ... } } } }`.
    ///
    /// ## When to ignore
    /// The value is not secret and only its name matches, such as `TOKEN_ISSUER_HOST`.
    pub(crate) SECRET_IN_VARIABLE { code: "GW035", name: "secret-in-variable", category: Security, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}
