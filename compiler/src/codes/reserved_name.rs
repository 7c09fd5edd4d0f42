use gwc_syntax::declare_rule;

declare_rule! {
    /// An auth is named `public`, or a rate limit is named `none`.
    ///
    /// ## What it does
    /// Reports a name under `auth` or `rate_limits` in `gateway.yaml` that has a built-in meaning: `auth: public` makes
    /// an endpoint public, and `rate_limit: none` removes the limit.
    ///
    /// ## Why is this bad?
    /// Services that refer to the name would get the built-in meaning. In the example, `auth: public` accepts every request
    /// and checks no key.
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
    /// Choose another name, such as `key`, and refer to it with `auth: key`.
    pub(crate) RESERVED_NAME { code: "GW032", name: "reserved-name", category: Correctness, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}
