//! `no-op` backends of endpoints with another encoding.

use crate::lint::Subject;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// A backend has the encoding `no-op`, but its endpoint has another `output_encoding`.
    ///
    /// ## What it does
    /// Reports a backend with the encoding `no-op`, in upper or lower case, if the `output_encoding` of its endpoint is
    /// not exactly `no-op`.
    ///
    /// ## Why is this bad?
    /// KrakenD does not decode the response of a `no-op` backend, so the endpoint has nothing to encode and returns
    /// `{}` to every client. If the endpoint has several backends, the merged response lacks the fields of this one.
    /// KrakenD does not report the mix at start, unless the endpoint itself is `no-op`.
    ///
    /// ## Example
    /// The endpoint encodes JSON, but its backend is `no-op`:
    /// ```json,bad,endpoint
    /// { "output_encoding": "json", "backend": [{ "url_pattern": "/b", "encoding": "no-op" }] }
    /// ```
    ///
    /// ## Use instead
    /// Set `no-op` on the endpoint, with this backend alone. To merge its response with others, remove `encoding`.
    /// ```json,good,endpoint
    /// { "output_encoding": "no-op", "backend": [{ "url_pattern": "/b", "encoding": "no-op" }] }
    /// ```
    ///
    /// ## References
    /// lura v2.14, `config/config.go`.
    pub(crate) NO_OP_MIXED { code: "GW455", name: "no-op-mixed", category: Correctness, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for (endpoint, backend) in subject.backends() {
        let encoding = subject.written(&backend.encoding);
        if encoding.eq_ignore_ascii_case("no-op") && *endpoint.config.output_encoding != "no-op" {
            let message = format!(
                "`no-op` backend in an endpoint with `output_encoding` `{}` returns an empty response",
                *endpoint.config.output_encoding
            );
            let help = "set `\"output_encoding\": \"no-op\"` on the endpoint, with this backend alone, or remove `encoding` from the backend";
            let span = subject.place(&backend.encoding, backend.at);
            out.push(NO_OP_MIXED.at(span, message).help(help).route(endpoint.route));
        }
    }
}
