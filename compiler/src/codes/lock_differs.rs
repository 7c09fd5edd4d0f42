use gwc_syntax::declare_rule;

declare_rule! {
    /// The endpoints of a gateway differ from `endpoints.lock`.
    ///
    /// ## What it does
    /// Reports an endpoint that is new, that no longer exists, or that has another credential or upstream than in the lock
    /// file. Also reports a malformed or duplicate line of the lock file.
    ///
    /// ## Why is this bad?
    /// One line of YAML can define many endpoints. The lock file lists each of them, so a review shows an endpoint that
    /// became public. In the example, a change from `iam` to `public` would be one word in `services.yaml`.
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
    /// If the change is intended, run `gwc lock`, review the difference, and commit the file. Otherwise correct the route
    /// file.
    pub(crate) LOCK_DIFFERS { code: "GW110", name: "lock-differs", category: Security, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}
