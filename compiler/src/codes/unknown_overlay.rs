use gwc_syntax::declare_rule;

declare_rule! {
    /// `--env NAME` names an environment that has no overlay file.
    ///
    /// ## What it does
    /// Reports a gateway that has no file `overlays/NAME.yaml`.
    ///
    /// ## Why is this bad?
    /// An overlay changes values for one environment, for example the URLs of upstreams. If a misspelt name were
    /// ignored, production would get the values of the route files, such as the URLs of a test environment.
    ///
    /// ## Example
    /// `gwc build --env prdo` on a gateway without `overlays/prdo.yaml`:
    /// ```yaml,bad,env=prdo
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET }
    /// ```
    ///
    /// ## Use instead
    /// Correct the name: `gwc build --env prod`. For a new environment, create `overlays/NAME.yaml` next to
    /// `gateway.yaml`.
    pub(crate) UNKNOWN_OVERLAY { code: "GW038", name: "unknown-overlay", category: Correctness, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}
