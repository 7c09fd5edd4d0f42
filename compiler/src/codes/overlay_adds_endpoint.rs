use gwc_syntax::declare_rule;

declare_rule! {
    /// An overlay adds endpoints.
    ///
    /// ## Why is this bad?
    /// Overlays change values between environments; an endpoint that exists only in one of them is in no lock file
    /// and in no review.
    ///
    /// ## Example
    /// ```yaml,bad,env=prod
    /// # file: services.yaml
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET }
    /// # file: overlays/prod.yaml
    /// services:
    ///   billing: { methods: GET POST }
    /// ```
    ///
    /// ## Use instead
    /// Declare the endpoint in the route files, and change its values in the overlay.
    pub(crate) OVERLAY_ADDS_ENDPOINT { code: "GW037", name: "overlay-adds-endpoint", category: Correctness, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}
