//! No-op where it cannot work.

use crate::lint::Subject;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// A backend passes its answer as it is, and the endpoint writes another.
    ///
    /// ## Why is this bad?
    /// Under an endpoint that writes JSON a no-op backend gives `{}`. Beside other backends it is merged with
    /// nothing: KrakenD only refuses this when the endpoint itself says `no-op`, exactly so.
    ///
    /// ## Example
    /// ```json,bad,backend
    /// { "url_pattern": "/b/{id}", "encoding": "no-op" }
    /// ```
    ///
    /// ## Use instead
    /// ```json,good,endpoint
    /// { "output_encoding": "no-op" }
    /// ```
    pub(crate) NO_OP_MIXED { code: "GW455", name: "no-op-mixed", category: Correctness, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for (endpoint, backend) in subject.backends() {
        let encoding = subject.written(&backend.encoding);
        if encoding.eq_ignore_ascii_case("no-op") && *endpoint.config.output_encoding != "no-op" {
            let message = format!(
                "a no-op backend under an endpoint that writes {} gives an empty answer",
                *endpoint.config.output_encoding
            );
            let help = "say `\"output_encoding\": \"no-op\"` on the endpoint, with this backend alone";
            let span = subject.place(&backend.encoding, backend.at);
            out.push(NO_OP_MIXED.at(span, message).help(help).route(endpoint.route));
        }
    }
}
