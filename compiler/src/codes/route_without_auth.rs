use gwc_syntax::declare_rule;

declare_rule! {
    /// An endpoint has no `auth`.
    ///
    /// ## What it does
    /// `auth` sets which credential an endpoint requires, or `public`. Reports an endpoint if neither the endpoint nor
    /// its service, its profile (a named set of endpoint settings) or the `defaults` of the file set it.
    ///
    /// ## Why is this bad?
    /// In KrakenD, an endpoint without a validator is public. A forgotten line would make `/billing` public. Therefore
    /// gwc has no default, and a public endpoint must set `auth: public`.
    ///
    /// ## Example
    /// In `gateway.yaml`, the profile `unstated` sets a rate limit and a timeout, but no `auth`:
    /// ```yaml,bad
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET, profile: unstated }
    /// ```
    ///
    /// ## Use instead
    /// Set `auth` to a name that `gateway.yaml` defines under `auth`, or to `public`:
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET, profile: unstated, auth: public }
    /// ```
    pub(crate) ROUTE_WITHOUT_AUTH { code: "GW201", name: "route-without-auth", category: Security, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}
