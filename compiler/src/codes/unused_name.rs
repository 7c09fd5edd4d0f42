use gwc_syntax::declare_rule;

declare_rule! {
    /// An upstream, auth, rate limit or profile is defined and never used, or `defaults` has no effect.
    ///
    /// ## What it does
    /// Reports each definition in `gateway.yaml` that no service, profile or default refers to. Also reports `defaults`
    /// in a file without services, because it applies only to the services of the same file. If another error may hide
    /// a use, the definition is not reported.
    ///
    /// ## Why is this bad?
    /// The definition has no effect. Often the name is misspelt: services with `upstream: commerce` do not use the
    /// upstream `comerce` of the example, so no request reaches port 8002.
    ///
    /// ## Example
    /// The services use `commerce`, and `gateway.yaml` also defines `comerce`:
    /// ```yaml,bad
    /// gateway: example
    /// upstreams:
    ///   commerce: http://commerce.shop.svc.cluster.local:8001
    ///   comerce:  http://commerce.shop.svc.cluster.local:8002
    /// ```
    ///
    /// ## Use instead
    /// Refer to it, or remove it.
    ///
    /// ## When to ignore
    /// A definition is prepared for services that another team adds later.
    pub(crate) UNUSED_NAME { code: "GW106", name: "unused-name", category: Correctness, severity: Warning, since: "0.1.0", inputs: [RouteFiles] }
}
