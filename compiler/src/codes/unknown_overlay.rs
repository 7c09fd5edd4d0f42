use gwc_syntax::declare_rule;

declare_rule! {
    /// The environment that was asked for has no overlay.
    ///
    /// ## Why is this bad?
    /// A build for a misspelt environment would silently be the plain one.
    ///
    /// ## Example
    /// There is no `overlays/prdo.yaml`, and `gwc build --env prdo` asks for it:
    /// ```yaml,bad,env=prdo
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET }
    /// ```
    ///
    /// ## Use instead
    /// Write `overlays/NAME.yaml` in the gateway's folder, or name another environment.
    pub(crate) UNKNOWN_OVERLAY { code: "GW038", name: "unknown-overlay", category: Correctness, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}
