use gwc_syntax::declare_rule;

declare_rule! {
    /// A key is set to its default.
    ///
    /// ## What it does
    /// Reports a key with the value that KrakenD uses without the key. Required keys, such as `endpoint`, are not
    /// reported.
    ///
    /// ## Why is this bad?
    /// The key has no effect, and each reader has to find that out. If 200 endpoints have `"method": "GET"`, a reader
    /// overlooks the few endpoints with another method.
    ///
    /// ## Example
    /// `GET` is the default method of an endpoint:
    /// ```json,bad,endpoint
    /// { "method": "GET" }
    /// ```
    ///
    /// ## Use instead
    /// Remove the key.
    /// ```json,good,endpoint
    /// {}
    /// ```
    ///
    /// ## When to ignore
    /// The team sets such keys in every file on purpose.
    pub(crate) DEFAULT_RESTATED { code: "GW707", name: "default-restated", category: Style, severity: Note, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}
