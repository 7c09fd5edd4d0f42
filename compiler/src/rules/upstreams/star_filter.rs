//! `*` in the lists of a backend.

use crate::lint::Subject;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// `*` in `input_headers` or `input_query_strings` of a backend is a literal name, not a wildcard.
    ///
    /// ## What it does
    /// Reports `*` in `input_headers` or `input_query_strings` of a backend.
    ///
    /// ## Why is this bad?
    /// On an endpoint, `*` is a wildcard. On a backend, KrakenD forwards only a header or a parameter with the name
    /// `*`. In the example, the backend receives no other headers, not even `Content-Type` and `X-Forwarded-For`.
    ///
    /// ## Example
    /// The list of the backend has `*`:
    /// ```json,bad,backend
    /// { "url_pattern": "/b/{id}", "input_headers": ["*"] }
    /// ```
    ///
    /// ## Use instead
    /// Remove the list. The backend then receives everything that the endpoint forwards.
    /// ```json,good,backend
    /// { "url_pattern": "/b/{id}" }
    /// ```
    ///
    /// ## References
    /// lura v2.14, `proxy/factory.go`.
    pub(crate) STAR_FILTER { code: "GW463", name: "star-filter", category: Correctness, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for (endpoint, backend) in subject.backends() {
        for list in [&backend.input_headers, &backend.input_query_strings] {
            for item in list.iter().filter(|item| item.value == "*") {
                let message =
                    "`*` is a literal name on a backend, not a wildcard: KrakenD forwards nothing else";
                out.push(
                    STAR_FILTER
                        .at(subject.place(item, list.node), message)
                        .help("remove the list: the backend then receives all that the endpoint forwards")
                        .route(endpoint.route),
                );
            }
        }
    }
}
