//! Server timeouts below those of endpoints.

use crate::lint::Subject;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// The `timeout` of an endpoint is longer than the `write_timeout` of the server.
    ///
    /// ## What it does
    /// Reports an endpoint with a `timeout`, set or inherited, that is longer than the `write_timeout` of the
    /// configuration.
    ///
    /// ## Why is this bad?
    /// `write_timeout` begins when KrakenD has read the headers of the request. When this time is over, KrakenD closes
    /// the connection without a response. With `"write_timeout": "10s"`, a payment that takes 15s is made, and its
    /// client receives no response, although the endpoint allows 30s.
    ///
    /// ## Example
    /// The server closes connections after 10 s, but the endpoint allows 30 s:
    /// ```json,bad
    /// { "version": 3, "host": ["http://api"], "write_timeout": "10s",
    ///   "endpoints": [{ "endpoint": "/a", "timeout": "30s", "backend": [{ "url_pattern": "/b" }] }] }
    /// ```
    ///
    /// ## Use instead
    /// Set `write_timeout` above the longest `timeout` of the endpoints.
    /// ```json,good
    /// { "version": 3, "host": ["http://api"], "write_timeout": "40s",
    ///   "endpoints": [{ "endpoint": "/a", "timeout": "30s", "backend": [{ "url_pattern": "/b" }] }] }
    /// ```
    ///
    /// ## When to ignore
    /// All responses of the endpoint are complete before `write_timeout`, and the longer `timeout` is never reached.
    ///
    /// ## References
    /// lura v2.14, `transport/http/server`.
    pub(crate) SERVER_CUTS_ENDPOINT { code: "GW465", name: "server-cuts-endpoint", category: Reliability, severity: Warning, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let Some(service) = &subject.service else { return };
    let write = service.write_timeout.0;
    if write <= 0 {
        return;
    }
    for endpoint in subject.endpoints().filter(|e| e.config.timeout.0 > write) {
        let own = endpoint.config.timeout.node.or(service.timeout.node);
        let span = own.map_or_else(|| subject.place(&service.write_timeout, None), |node| subject.span(node));
        let message =
            "KrakenD closes the connection after `write_timeout`, which is shorter than this `timeout`";
        let place = subject.place(&service.write_timeout, None);
        out.push(
            SERVER_CUTS_ENDPOINT
                .at(span, message)
                .related(place, "shorter timeout")
                .help("set `write_timeout` above this `timeout`, or lower the `timeout`")
                .route(endpoint.route),
        );
    }
}
