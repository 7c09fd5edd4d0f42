//! Endpoints of shadows.

use crate::lint::Subject;
use gwc_krakend::run::proxy;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// All backends of an endpoint are shadows, so nobody answers.
    ///
    /// ## Why is this bad?
    /// A shadow is called and not waited for. Without another backend KrakenD cannot build the route: it answers 500
    /// to everybody, and its validator and limits are not even started.
    ///
    /// ## Example
    /// ```json,bad,backend
    /// { "url_pattern": "/b/{id}", "extra_config": { "proxy": { "shadow": true } } }
    /// ```
    ///
    /// ## Use instead
    /// ```json,good,endpoint
    /// { "backend": [{ "url_pattern": "/b/{id}" }, { "url_pattern": "/c/{id}", "extra_config": { "proxy": { "shadow": true } } }] }
    /// ```
    pub(crate) ONLY_SHADOWS { code: "GW462", name: "only-shadows", category: Correctness, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for endpoint in subject.endpoints() {
        let mut backends = endpoint.config.backend.iter().filter_map(|b| b.value.as_ref());
        if backends.all(|b| proxy::is_shadow(subject.tree, b)) {
            let span = subject.place(&endpoint.config.backend, endpoint.config.at);
            let message = "all backends are shadows: the route answers 500 to everybody";
            out.push(ONLY_SHADOWS.at(span, message).help("add a backend that answers").route(endpoint.route));
        }
    }
}
