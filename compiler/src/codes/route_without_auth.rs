use gwc_syntax::declare_rule;

declare_rule! {
    /// Nobody said who may call an endpoint.
    ///
    /// ## Why is this bad?
    /// In KrakenD such a route is open to everybody. Here it has to be said: `auth: public`, or the name of an auth.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET, profile: unstated }
    /// ```
    ///
    /// ## Use instead
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET, profile: unstated, auth: public }
    /// ```
    pub(crate) ROUTE_WITHOUT_AUTH { code: "GW201", name: "route-without-auth", category: Security, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}
