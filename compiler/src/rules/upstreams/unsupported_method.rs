//! Methods that KrakenD does not serve.

use crate::lint::Subject;
use gwc_krakend::engine::served_method;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// KrakenD does not serve this method, and leaves the endpoint out.
    ///
    /// ## Why is this bad?
    /// Only GET, POST, PUT, PATCH and DELETE are. Anything else, `"GET "` with a blank included, is an error in the
    /// log; the route answers 404, and the check says OK.
    ///
    /// ## Example
    /// ```json,bad,endpoint
    /// { "method": "HEAD" }
    /// ```
    ///
    /// ## Use instead
    /// ```json,good,endpoint
    /// { "method": "POST" }
    /// ```
    pub(crate) UNSUPPORTED_METHOD { code: "GW450", name: "unsupported-method", category: Correctness, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for endpoint in subject.endpoints().filter(|e| served_method(e.config).is_none()) {
        let message =
            format!("krakend does not serve `{}`: the endpoint is left out", *endpoint.config.method);
        let span = subject.place(&endpoint.config.method, endpoint.config.at);
        let help = "say GET, POST, PUT, PATCH or DELETE";
        out.push(UNSUPPORTED_METHOD.at(span, message).help(help).route(endpoint.route));
    }
}
