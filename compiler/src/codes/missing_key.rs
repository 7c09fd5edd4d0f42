use gwc_syntax::declare_rule;

declare_rule! {
    /// A required key is not set.
    ///
    /// ## What it does
    /// Reports a map that lacks a required key: for example a service without `at`, a rate limit without a rate, or an
    /// entry under `auth` that does not set how callers are verified (`jwt`, `api_key`, `check` or `edge`).
    ///
    /// ## Why is this bad?
    /// No default is right for every gateway. Without `at`, a service has no path.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   billing: { upstream: commerce, methods: GET }
    /// ```
    ///
    /// ## Use instead
    /// Add the key.
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET }
    /// ```
    pub(crate) MISSING_KEY { code: "GW024", name: "missing-key", category: Correctness, severity: Error, since: "0.1.0", inputs: [RouteFiles, HostTables] }
}
