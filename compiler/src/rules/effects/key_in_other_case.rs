use gwc_syntax::declare_rule;

declare_rule! {
    /// A key is written in another case than in KrakenD.
    ///
    /// ## What it does
    /// Reports a key that KrakenD knows in another case, such as `Method` instead of `method`.
    ///
    /// ## Why is this bad?
    /// KrakenD compares keys without regard to case, so it reads `Method`. The JSON Schema, other tools and a text search
    /// do not: `jq '.endpoints[].method'` returns `null`.
    ///
    /// ## Example
    /// On an endpoint:
    /// ```json,bad,endpoint
    /// { "Method": "POST" }
    /// ```
    ///
    /// ## Use instead
    /// Rename the key.
    /// ```json,good,endpoint
    /// { "method": "POST" }
    /// ```
    ///
    /// ## When to ignore
    /// Only KrakenD reads the file.
    ///
    /// ## References
    /// mapstructure 2.5 (`strings.EqualFold`).
    pub(crate) KEY_IN_OTHER_CASE { code: "GW710", name: "key-in-other-case", category: Compatibility, severity: Warning, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}
