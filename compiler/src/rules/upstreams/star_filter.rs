//! `*` where it is a name.

use crate::lint::Subject;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// `*` in a backend's own filter is a name, and lets nothing pass.
    ///
    /// ## Why is this bad?
    /// On an endpoint `*` means everything. On a backend it is a header or query string of that name: nothing else
    /// reaches the backend, not even X-Forwarded-For.
    ///
    /// ## Example
    /// ```json,bad,backend
    /// { "url_pattern": "/b/{id}", "input_headers": ["*"] }
    /// ```
    ///
    /// ## Use instead
    /// Leave it out: then everything that the endpoint forwards passes.
    /// ```json,good,backend
    /// { "url_pattern": "/b/{id}" }
    /// ```
    pub(crate) STAR_FILTER { code: "GW463", name: "star-filter", category: Correctness, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for (endpoint, backend) in subject.backends() {
        for list in [&backend.input_headers, &backend.input_query_strings] {
            for item in list.iter().filter(|item| item.value == "*") {
                let message = "`*` is a name here, and nothing else passes";
                out.push(
                    STAR_FILTER
                        .at(subject.place(item, list.node), message)
                        .help("remove the list")
                        .route(endpoint.route),
                );
            }
        }
    }
}
