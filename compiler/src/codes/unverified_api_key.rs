use gwc_syntax::declare_rule;

declare_rule! {
    /// An endpoint accepts opaque API keys, and its upstream is not declared to verify them.
    ///
    /// ## What it does
    /// Reports an endpoint that accepts an `api_key` without `verify`, if its upstream does not set `accepts_keys: true`.
    ///
    /// ## Why is this bad?
    /// Without `verify`, the gateway checks the prefix of a key only. If the upstream does not verify the key, every request with
    /// `Authorization: Bearer sk-anything` is accepted.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET, auth: key }
    /// ```
    ///
    /// ## Use instead
    /// Require a token. If the upstream verifies keys, declare it:
    /// `upstreams: { commerce: { url: "http://...", accepts_keys: true } }`. With `gwr`, the gateway can verify the
    /// keys itself: set `verify` of the `api_key`.
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET, auth: iam }
    /// ```
    pub(crate) UNVERIFIED_API_KEY { code: "GW202", name: "unverified-api-key", category: Security, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}
