//! Backends without a circuit breaker.

use crate::lint::Subject;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// Nothing stops calls to a backend that fails.
    ///
    /// ## Why is this bad?
    /// Each request waits for the timeout of a backend that is down, and keeps it down when it comes back. Backends
    /// with `no-op` are no finding: there a breaker sees no status.
    ///
    /// ## Example
    /// ```json,bad,backend
    /// { "url_pattern": "/b/{id}" }
    /// ```
    ///
    /// ## Use instead
    /// ```json,good,backend
    /// { "url_pattern": "/b/{id}", "extra_config": { "qos/circuit-breaker": { "interval": 60, "timeout": 10, "max_errors": 5 } } }
    /// ```
    pub(crate) WITHOUT_BREAKER { code: "GW358", name: "without-breaker", category: Reliability, severity: Note, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for (_, backend) in subject.backends() {
        let decoded = !backend.encoding.eq_ignore_ascii_case("no-op");
        if decoded && subject.block_of(&backend.extra_config, "qos/circuit-breaker").is_none() {
            let place = subject.place(&backend.url_pattern, backend.at);
            out.push(
                WITHOUT_BREAKER
                    .at(place, "nothing stops calls to this backend when it fails")
                    .help("add `qos/circuit-breaker`"),
            );
        }
    }
}
