use gwc_syntax::declare_rule;

declare_rule! {
    /// The endpoints of a gateway differ from `endpoints.lock`.
    ///
    /// ## What it does
    /// `endpoints.lock` is a file that `gwc lock` writes: a line for each endpoint, with its method, path, credential
    /// and upstream. Reports an endpoint that has no line, a line whose endpoint no longer exists, and an endpoint with
    /// another credential or upstream than its line. Also reports a malformed or duplicate line.
    ///
    /// ## Why is this bad?
    /// One line of YAML can define many endpoints. `endpoints.lock` lists each of them, so a review shows an endpoint
    /// that becomes public. In the example, somebody changed one word in `services.yaml`, from `iam` to `public`: the
    /// API `/billing` is now open to everybody.
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
    /// If the change is intended, run `gwc lock`, review the difference of `endpoints.lock`, and commit it. Otherwise
    /// undo the change: set `auth: iam`.
    pub(crate) LOCK_DIFFERS { code: "GW110", name: "lock-differs", category: Security, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}
