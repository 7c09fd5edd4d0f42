use crate::lint::Subject;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::{Diagnostic, Severity};

declare_rule! {
    /// `concurrent_calls` sends each write several times.
    ///
    /// ## What it does
    /// Reports `concurrent_calls` above 1 on an endpoint with a backend that is called with `POST` or `PATCH`: an
    /// error. With `PUT` or `DELETE`, the finding is a warning, because a repeated write usually has the same result.
    /// Queries of GraphQL are not reported.
    ///
    /// ## Why is this bad?
    /// KrakenD sends the same request N times in parallel and uses the first response. With
    /// `"concurrent_calls": 3`, one `POST /payments` can be three payments.
    ///
    /// ## Example
    /// ```json,bad,endpoint
    /// { "method": "POST", "concurrent_calls": 3 }
    /// ```
    ///
    /// ## Use instead
    /// Remove the key, or use it on endpoints that only read.
    /// ```json,good,endpoint
    /// { "method": "POST" }
    /// ```
    ///
    /// ## References
    /// - lura v2.14, `proxy/concurrent.go`
    pub(crate) REPEATED_WRITE { code: "GW477", name: "repeated-write", category: Correctness, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for endpoint in subject.endpoints() {
        let calls = *endpoint.config.concurrent_calls;
        let (true, Some(node)) = (calls > 1, endpoint.config.concurrent_calls.node) else { continue };
        let backends = endpoint.config.backend.iter().filter_map(|backend| backend.value.as_ref());
        let writes = backends.filter(|backend| {
            let graphql = subject.block_of(&backend.extra_config, "backend/graphql");
            graphql.is_none_or(|graphql| !graphql.text("type").eq_ignore_ascii_case("query"))
        });
        let methods: Vec<String> = writes.map(|backend| backend.method.to_uppercase()).collect();
        let find = |words: [&str; 2]| methods.iter().find(|method| words.contains(&method.as_str()));
        let (method, severity) = match (find(["POST", "PATCH"]), find(["PUT", "DELETE"])) {
            (Some(method), _) => (method, Severity::Error),
            (None, Some(method)) => (method, Severity::Warning),
            _ => continue,
        };
        let message = format!(
            "each request is sent {calls} times in parallel, so one `{method}` can be {calls} writes"
        );
        let finding = REPEATED_WRITE.at(subject.span(node), message).severity(severity);
        out.push(finding.help("remove `concurrent_calls`").route(endpoint.route));
    }
}
