use gwc_syntax::declare_rule;

declare_rule! {
    /// The endpoints are not those of `endpoints.lock`: some came, went, or changed their credential or upstream.
    ///
    /// ## Why is this bad?
    /// One line of YAML can be many endpoints. The lock file shows each of them in a review, so that a number of
    /// endpoints and who may call them changes only on purpose.
    ///
    /// ## Example
    /// ```yaml,bad
    /// # file: services.yaml
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET, auth: public }
    /// # file: endpoints.lock
    /// GET /billing/* iam commerce
    /// ```
    ///
    /// ## Use instead
    /// Run `gwc lock`, look at the difference, and commit the file.
    pub(crate) LOCK_DIFFERS { code: "GW110", name: "lock-differs", category: Security, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}
