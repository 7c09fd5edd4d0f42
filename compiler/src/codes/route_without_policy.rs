use gwc_syntax::declare_rule;

declare_rule! {
    /// A route of a Gateway resource names no auth policy, so it is public.
    ///
    /// ## What it does
    /// Reports each route without `authPolicy` in a `Gateway`, a custom resource of Hanzo (`apiVersion: hanzo.ai/v1`)
    /// that `gwc` reads in place of route files.
    ///
    /// ## Why is this bad?
    /// In this resource, a route without `authPolicy` is public. A route that was copied without the line looks like
    /// one that is public on purpose. If it is `POST /v1/chat`, everyone can call the model without a credential, and
    /// you pay for it.
    ///
    /// ## Example
    /// This route of a resource has no `authPolicy`:
    /// ```yaml
    /// routes:
    ///   - prefix: /v1/models
    ///     backend: http://cloud-api.hanzo.svc:80
    ///     methods: [GET]
    /// ```
    ///
    /// ## Use instead
    /// Name a policy. For a public route, name one of the type `none`:
    /// ```yaml
    /// routes:
    ///   - prefix: /v1/models
    ///     backend: http://cloud-api.hanzo.svc:80
    ///     methods: [GET]
    ///     authPolicy: public
    /// authPolicies:
    ///   - name: public
    ///     type: none
    /// ```
    ///
    /// ## When to ignore
    /// Every route of the resource is public on purpose. A policy of the type `none` states that without a finding.
    ///
    /// ## References
    /// - HIP-412
    pub(crate) ROUTE_WITHOUT_POLICY { code: "GW660", name: "route-without-policy", category: Security, severity: Warning, since: "0.1.0", inputs: [RouteFiles] }
}
