use gwc_syntax::declare_rule;

declare_rule! {
    /// A key is at a level where KrakenD does not read it.
    ///
    /// ## What it does
    /// Levels are the top of the file, an endpoint, a backend and an async agent. Reports a key that KrakenD reads only
    /// at another level. Also reports a component outside `extra_config`, and an option outside its component.
    ///
    /// ## Why is this bad?
    /// KrakenD ignores the key without an error. With `"timeout": "10s"` on a backend, the endpoint keeps its default
    /// of 2s, and a call that takes 5s fails.
    ///
    /// ## Example
    /// On a backend:
    /// ```json,bad,backend
    /// { "url_pattern": "/b/{id}", "timeout": "10s" }
    /// ```
    ///
    /// ## Use instead
    /// Move the key to the level where it takes effect, here to the endpoint of this backend:
    /// ```json,good,endpoint
    /// { "timeout": "10s" }
    /// ```
    ///
    /// ## References
    /// lura v2.14, `config/config.go`.
    pub(crate) MISPLACED_KEY { code: "GW708", name: "misplaced-key", category: Correctness, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}
