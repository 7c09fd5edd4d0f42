use gwc_syntax::declare_rule;

declare_rule! {
    /// Two keys exclude each other, or a key requires another one that is not set.
    ///
    /// ## What it does
    /// Reports combinations that gwc does not allow: `methods` of a service beside its path `/*`, `jwt` and `api_key`
    /// in one auth, `per_ip` and `per` in one rate limit, `burst` without `per_ip` or `per`, a second `gateway:` in one
    /// folder, and labels under `deploy` that gwc sets in the manifests itself.
    ///
    /// ## Why is this bad?
    /// Only one of the values could take effect, and the file does not tell which. In the example, `methods` sets `GET`
    /// for all paths below `/billing`, and the path `/*` sets `POST` for the same paths.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET, paths: { "/*": POST } }
    /// ```
    ///
    /// ## Use instead
    /// Keep one of the keys, and give it the values of both:
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET POST }
    /// ```
    pub(crate) CONFLICTING_KEYS { code: "GW033", name: "conflicting-keys", category: Correctness, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}
