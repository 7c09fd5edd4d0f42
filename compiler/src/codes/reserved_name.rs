use gwc_syntax::declare_rule;

declare_rule! {
    /// Something is named with a word that the language has a meaning for: `public`, `none`.
    ///
    /// ## Why is this bad?
    /// `auth: public` would mean two things.
    ///
    /// ## Example
    /// ```yaml,bad
    /// gateway: example
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// auth:
    ///   public: { api_key: { prefixes: [sk-] } }
    /// ```
    ///
    /// ## Use instead
    /// Give it another name.
    pub(crate) RESERVED_NAME { code: "GW032", name: "reserved-name", category: Correctness, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}
