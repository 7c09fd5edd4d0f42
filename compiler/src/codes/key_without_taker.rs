use gwc_syntax::declare_rule;

declare_rule! {
    /// An endpoint lets opaque API keys pass to an upstream that does not say it checks them.
    ///
    /// ## Why is this bad?
    /// The gateway looks at the beginning of a key only. If the upstream does not check the rest, anything that
    /// begins right gets in.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET, auth: key }
    /// ```
    ///
    /// ## Use instead
    /// ```yaml,good
    /// services:
    ///   chat: { at: /v1/chat, upstream: cloud-api, methods: POST, auth: key }
    /// ```
    pub(crate) KEY_WITHOUT_TAKER { code: "GW202", name: "key-without-taker", category: Security, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}
