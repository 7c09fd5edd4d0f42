//! Backends without a host.

use crate::lint::Subject;
use crate::rules::upstreams::url_as_pattern::url_of;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;
use gwc_syntax::diagnostic::Severity;

declare_rule! {
    /// A backend has no `host`, and the configuration has no default.
    ///
    /// ## What it does
    /// Reports a backend without `host` in a configuration without `host` at the top of the file. A backend with
    /// `backend/lambda`, `backend/amqp/*` or `backend/pubsub/*` needs no host. If `host` is set at the top of the file,
    /// an empty list `"host": []` on a backend is a warning.
    ///
    /// ## Why is this bad?
    /// KrakenD starts, and returns `500` for every request with the error `no hosts available`. With `"sd": "dns"`,
    /// KrakenD does not start. KrakenD ignores an empty list on a backend, and calls the hosts at the top of the file.
    ///
    /// ## Example
    /// Neither the backend nor the top of the file sets `host`:
    /// ```json,bad
    /// { "version": 3, "endpoints": [{ "endpoint": "/a", "backend": [{ "url_pattern": "/b" }] }] }
    /// ```
    ///
    /// ## Use instead
    /// Set `host` on the backend, or at the top of the file for all backends.
    /// ```json,good
    /// { "version": 3, "endpoints": [{ "endpoint": "/a", "backend": [{ "url_pattern": "/b", "host": ["http://api:8000"] }] }] }
    /// ```
    ///
    /// ## References
    /// lura v2.14, `proxy/balancing.go`.
    pub(crate) NO_HOST { code: "GW451", name: "no-host", category: Correctness, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

/// Components that call something other than a host.
const HOSTLESS: [&str; 5] = [
    "backend/lambda",
    "backend/amqp/consumer",
    "backend/amqp/producer",
    "backend/pubsub/publisher",
    "backend/pubsub/subscriber",
];

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for (endpoint, backend) in subject.backends() {
        let span = subject.place(&backend.host, backend.at);
        if backend.host.is_empty() {
            let called = HOSTLESS.iter().all(|name| backend.extra_config.component(name).is_none());
            // A URL as the pattern is the one mistake: it holds the host.
            if called && url_of(subject, backend).is_none() {
                let message = "backend has no `host`: every request returns `500`";
                out.push(
                    NO_HOST
                        .at(span, message)
                        .help("set `host` on the backend, or at the top of the file")
                        .route(endpoint.route),
                );
            }
            continue;
        }
        let written = backend.host.node.map(|node| subject.tree.value(node));
        if matches!(written, Some(gwc_krakend::value::Value::List([]))) {
            let message = "empty `host` has no effect: KrakenD calls the hosts at the top of the file";
            out.push(
                NO_HOST
                    .at(span, message)
                    .severity(Severity::Warning)
                    .help("remove it, or list the hosts of this backend")
                    .route(endpoint.route),
            );
        }
    }
}
