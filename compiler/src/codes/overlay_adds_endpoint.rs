use gwc_syntax::declare_rule;

declare_rule! {
    /// An overlay (`overlays/NAME.yaml`) adds an endpoint.
    ///
    /// ## What it does
    /// Reports each method and path that exists only with the overlay.
    ///
    /// ## Why is this bad?
    /// An overlay may only change values for one environment. Reviewers read `endpoints.lock`, a list of all endpoints
    /// that `gwc lock` writes. It is written without overlays, so it would not show an endpoint that exists in
    /// production only.
    ///
    /// ## Example
    /// The overlay adds the method `POST`:
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
    /// Declare the endpoint in the route files, here `methods: GET POST` in `services.yaml`. The overlay can then
    /// change its values.
    pub(crate) OVERLAY_ADDS_ENDPOINT { code: "GW037", name: "overlay-adds-endpoint", category: Correctness, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}
