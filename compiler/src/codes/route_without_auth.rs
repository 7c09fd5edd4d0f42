use gwc_syntax::declare_rule;

declare_rule! {
    /// An endpoint has no `auth`.
    ///
    /// ## What it does
    /// Reports an endpoint for which neither the endpoint nor its service, profile or defaults set `auth`.
    ///
    /// ## Why is this bad?
    /// In KrakenD, an endpoint without a validator is public. A forgotten line would make `/billing` public, so here
    /// `public` must be written.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET, profile: unstated }
    /// ```
    ///
    /// ## Use instead
    /// Set `auth` to the name of an auth, or to `public`:
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET, profile: unstated, auth: public }
    /// ```
    pub(crate) ROUTE_WITHOUT_AUTH { code: "GW201", name: "route-without-auth", category: Security, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}
