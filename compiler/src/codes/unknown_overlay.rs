use gwc_syntax::declare_rule;

declare_rule! {
    /// `--env NAME` names an environment without an overlay.
    ///
    /// ## What it does
    /// Reports a gateway that has no file `overlays/NAME.yaml`.
    ///
    /// ## Why is this bad?
    /// With a misspelt name, the build would be the one without an overlay: production would get the upstreams of the route
    /// files.
    ///
    /// ## Example
    /// `gwc build --env prdo` on a gateway without `overlays/prdo.yaml`:
    /// ```yaml,bad,env=prdo
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET }
    /// ```
    ///
    /// ## Use instead
    /// Create `overlays/NAME.yaml` in the folder of the gateway, or name another environment.
    pub(crate) UNKNOWN_OVERLAY { code: "GW038", name: "unknown-overlay", category: Correctness, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}
