//! Backends without a host.

use crate::lint::Subject;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;
use gwc_syntax::diagnostic::Severity;

declare_rule! {
    /// A backend has no host.
    ///
    /// ## Why is this bad?
    /// Neither the backend nor the file names one: every request fails with 500. With `sd: dns` KrakenD does not even
    /// start. An empty list counts as absent, so the hosts of the file are called.
    ///
    /// ## Example
    /// ```json,bad
    /// { "version": 3, "endpoints": [{ "endpoint": "/a", "backend": [{ "url_pattern": "/b" }] }] }
    /// ```
    ///
    /// ## Use instead
    /// ```json,good
    /// { "version": 3, "endpoints": [{ "endpoint": "/a", "backend": [{ "url_pattern": "/b", "host": ["http://api:8000"] }] }] }
    /// ```
    pub(crate) NO_HOST { code: "GW451", name: "no-host", category: Correctness, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

/// Blocks that call something else than a host.
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
            if HOSTLESS.iter().all(|name| backend.extra_config.component(name).is_none()) {
                let message = "this backend has no host: every request fails";
                out.push(
                    NO_HOST
                        .at(span, message)
                        .help("name its `host`, or one for the whole file")
                        .route(endpoint.route),
                );
            }
            continue;
        }
        let written = backend.host.node.map(|node| subject.tree.value(node));
        if matches!(written, Some(gwc_krakend::value::Value::List([]))) {
            let message = "an empty list counts as absent: the hosts of the file are called";
            out.push(NO_HOST.at(span, message).severity(Severity::Warning).route(endpoint.route));
        }
    }
}
