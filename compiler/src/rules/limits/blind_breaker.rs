use crate::lint::Subject;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// A circuit breaker does not see the status codes of its backend.
    ///
    /// ## What it does
    /// Reports `qos/circuit-breaker` at a backend with the encoding `no-op`, or with `return_error_details` in
    /// `backend/http`. `"output_encoding": "no-op"` of an endpoint sets the encoding of its backend too.
    ///
    /// ## Why is this bad?
    /// For such a backend, KrakenD treats every response as a success. Only failed connections and timeouts open the
    /// breaker: a backend that returns `500` for every request still gets the full traffic.
    ///
    /// ## Example
    /// The endpoint and its backend have the encoding `no-op`:
    /// ```json,bad,endpoint
    /// { "output_encoding": "no-op", "backend": [{ "url_pattern": "/b",
    ///   "extra_config": { "qos/circuit-breaker": { "interval": 60, "timeout": 10, "max_errors": 5 } } }] }
    /// ```
    ///
    /// ## Use instead
    /// Remove `no-op`, so that KrakenD decodes the response and sees its status. If the response must stay unchanged,
    /// remove the breaker. Instead of `return_error_details`, use `return_error_code`.
    /// ```json,good,endpoint
    /// { "backend": [{ "url_pattern": "/b",
    ///   "extra_config": { "qos/circuit-breaker": { "interval": 60, "timeout": 10, "max_errors": 5 } } }] }
    /// ```
    ///
    /// ## When to ignore
    /// The breaker is meant for failed connections and timeouts only.
    ///
    /// ## References
    /// - krakend-circuitbreaker v3.0, `gobreaker/`
    pub(crate) BLIND_BREAKER { code: "GW355", name: "blind-breaker", category: Reliability, severity: Warning, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for (endpoint, backend) in subject.backends() {
        let Some(breaker) = subject.block_of(&backend.extra_config, "qos/circuit-breaker") else { continue };
        let http = subject.block_of(&backend.extra_config, "backend/http");
        let (why, help) = if backend.encoding.eq_ignore_ascii_case("no-op") {
            ("with encoding `no-op`", "use another encoding than `no-op`, or remove the breaker")
        } else if http.is_some_and(|http| !http.text("return_error_details").is_empty()) {
            ("with `return_error_details`", "use `return_error_code`, or remove the breaker")
        } else {
            continue;
        };
        let message = format!(
            "{why}, a status such as `500` does not open this breaker: only failed connections and timeouts do"
        );
        out.push(BLIND_BREAKER.at(subject.span(breaker.key), message).help(help).route(endpoint.route));
    }
}
