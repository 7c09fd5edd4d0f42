use gwc_syntax::declare_rule;

declare_rule! {
    /// An endpoint accepts opaque API keys, and its upstream is not declared to verify them.
    ///
    /// ## What it does
    /// Reports an endpoint that accepts API keys without `verify`, if its upstream does not set `accepts_keys: true`.
    /// `verify` makes the gateway check each key against a file or a store. `accepts_keys: true` declares that the
    /// upstream verifies each key itself.
    ///
    /// ## Why is this bad?
    /// Without `verify`, the gateway checks only the prefix of a key. If the upstream does not verify the key either,
    /// every request with `Authorization: Bearer sk-anything` is accepted.
    ///
    /// ## Example
    /// The auth `key` is `{ api_key: { prefixes: [sk-] } }`, and `commerce` does not set `accepts_keys`:
    /// ```yaml,bad
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET, auth: key }
    /// ```
    ///
    /// ## Use instead
    /// Require a token, here with the auth `iam`. If the upstream verifies keys, declare it:
    /// `upstreams: { commerce: { url: "http://...", accepts_keys: true } }`. `gwr`, the runtime of gwc, can also verify
    /// keys itself: `api_key: { prefixes: [sk-], verify: { file: /keys/keys.jsonl } }`.
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET, auth: iam }
    /// ```
    pub(crate) UNVERIFIED_API_KEY { code: "GW202", name: "unverified-api-key", category: Security, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}
