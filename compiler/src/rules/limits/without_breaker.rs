use crate::lint::Subject;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// A backend has no circuit breaker.
    ///
    /// ## What it does
    /// Reports a backend without `qos/circuit-breaker`. A backend with the encoding `no-op` is not reported, because a
    /// breaker does not see its status codes (GW355).
    ///
    /// ## Why is this bad?
    /// If the backend is down, each request waits until its timeout and occupies a connection. When the backend
    /// restarts, the full traffic hits it at once and can bring it down again.
    ///
    /// ## Example
    /// ```json,bad,backend
    /// { "url_pattern": "/b/{id}" }
    /// ```
    ///
    /// ## Use instead
    /// Add `qos/circuit-breaker`. With these values, KrakenD stops calling the backend for 10 seconds after more than 5
    /// consecutive errors.
    /// ```json,good,backend
    /// { "url_pattern": "/b/{id}", "extra_config": { "qos/circuit-breaker": { "interval": 60, "timeout": 10, "max_errors": 5 } } }
    /// ```
    ///
    /// ## When to ignore
    /// Another layer, such as a service mesh, stops requests to a failing backend.
    ///
    /// ## References
    /// - krakend-circuitbreaker v3.0
    pub(crate) WITHOUT_BREAKER { code: "GW358", name: "without-breaker", category: Reliability, severity: Note, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for (_, backend) in subject.backends() {
        let decoded = !backend.encoding.eq_ignore_ascii_case("no-op");
        if decoded && subject.block_of(&backend.extra_config, "qos/circuit-breaker").is_none() {
            let place = subject.place(&backend.url_pattern, backend.at);
            out.push(
                WITHOUT_BREAKER
                    .at(place, "this backend has no circuit breaker, so KrakenD keeps calling it while it fails")
                    .help("add `\"qos/circuit-breaker\": { \"interval\": 60, \"timeout\": 10, \"max_errors\": 5 }` to the `extra_config` of the backend"),
            );
        }
    }
}
