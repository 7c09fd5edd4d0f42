//! Breakers that see no status.

use crate::lint::Subject;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// A circuit breaker cannot see what the backend answers.
    ///
    /// ## Why is this bad?
    /// On a no-op backend, and with `return_error_details`, a 500 is an answer like any other: only connections that
    /// fail and timeouts open the breaker.
    ///
    /// ## Example
    /// ```json,bad,endpoint
    /// { "output_encoding": "no-op", "backend": [{ "url_pattern": "/b",
    ///   "extra_config": { "qos/circuit-breaker": { "interval": 60, "timeout": 10, "max_errors": 5 } } }] }
    /// ```
    ///
    /// ## Use instead
    /// ```json,good,endpoint
    /// { "backend": [{ "url_pattern": "/b",
    ///   "extra_config": { "qos/circuit-breaker": { "interval": 60, "timeout": 10, "max_errors": 5 } } }] }
    /// ```
    pub(crate) BLIND_BREAKER { code: "GW355", name: "blind-breaker", category: Reliability, severity: Warning, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for (endpoint, backend) in subject.backends() {
        let Some(breaker) = subject.block_of(&backend.extra_config, "qos/circuit-breaker") else { continue };
        let http = subject.block_of(&backend.extra_config, "backend/http");
        let why = if backend.encoding.eq_ignore_ascii_case("no-op") {
            "on a no-op backend"
        } else if http.is_some_and(|http| !http.text("return_error_details").is_empty()) {
            "with `return_error_details`"
        } else {
            continue;
        };
        let message = format!("{why} this breaker sees no status, only connections that fail");
        out.push(BLIND_BREAKER.at(subject.span(breaker.key), message).route(endpoint.route));
    }
}
