use gwc_syntax::declare_rule;

declare_rule! {
    /// Something is declared and never used: an upstream, an auth, a rate limit, a profile.
    ///
    /// ## Why is this bad?
    /// Whoever wrote it believes that it does something; often the use of it is misspelt or was deleted.
    ///
    /// ## Example
    /// ```yaml,bad
    /// gateway: example
    /// upstreams:
    ///   commerce: http://commerce.shop.svc.cluster.local:8001
    ///   comerce:  http://commerce.shop.svc.cluster.local:8002
    /// ```
    ///
    /// ## Use instead
    /// Use it or remove it.
    pub(crate) UNUSED_NAME { code: "GW106", name: "unused-name", category: Correctness, severity: Warning, since: "0.1.0", inputs: [RouteFiles] }
}
