//! Server timeouts below those of endpoints.

use crate::lint::Subject;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// The server cuts the answer before the endpoint's timeout.
    ///
    /// ## Why is this bad?
    /// `write_timeout` counts from the request's headers on: what takes longer is cut without an answer, whatever the
    /// endpoint allows.
    ///
    /// ## Example
    /// ```json,bad
    /// { "version": 3, "host": ["http://api"], "write_timeout": "10s",
    ///   "endpoints": [{ "endpoint": "/a", "timeout": "30s", "backend": [{ "url_pattern": "/b" }] }] }
    /// ```
    ///
    /// ## Use instead
    /// ```json,good
    /// { "version": 3, "host": ["http://api"], "write_timeout": "40s",
    ///   "endpoints": [{ "endpoint": "/a", "timeout": "30s", "backend": [{ "url_pattern": "/b" }] }] }
    /// ```
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
        let message = "`write_timeout` ends before this timeout, and cuts the answer";
        let place = subject.place(&service.write_timeout, None);
        out.push(SERVER_CUTS_ENDPOINT.at(span, message).related(place, "shorter").route(endpoint.route));
    }
}
