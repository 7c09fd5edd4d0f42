//! Endpoints where every backend is a shadow.

use crate::lint::Subject;
use gwc_krakend::run::proxy;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// All backends of an endpoint are shadows, so it returns `500`.
    ///
    /// ## What it does
    /// Reports an endpoint where every backend sets `"shadow": true` in `proxy`.
    ///
    /// ## Why is this bad?
    /// KrakenD sends a copy of each request to a shadow backend and does not wait for the response. Without another
    /// backend it cannot build the endpoint. The endpoint returns `500` for every request, and its validator and rate
    /// limit do not run.
    ///
    /// ## Example
    /// The only backend is a shadow:
    /// ```json,bad,backend
    /// { "url_pattern": "/b/{id}", "extra_config": { "proxy": { "shadow": true } } }
    /// ```
    ///
    /// ## Use instead
    /// Add a backend without `shadow`, which returns the response.
    /// ```json,good,endpoint
    /// { "backend": [{ "url_pattern": "/b/{id}" }, { "url_pattern": "/c/{id}", "extra_config": { "proxy": { "shadow": true } } }] }
    /// ```
    ///
    /// ## References
    /// lura v2.14, `proxy/shadow.go`.
    pub(crate) ONLY_SHADOWS { code: "GW462", name: "only-shadows", category: Correctness, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for endpoint in subject.endpoints() {
        // A backend with an error may be one that answers.
        let is_shadow = |backend| proxy::is_shadow(subject.tree, backend);
        if endpoint.config.backend.iter().all(|item| item.value.as_ref().is_some_and(is_shadow)) {
            let span = subject.place(&endpoint.config.backend, endpoint.config.at);
            let message = "all backends are shadows: every request returns `500`";
            let help = "add a backend without `shadow`";
            out.push(ONLY_SHADOWS.at(span, message).help(help).route(endpoint.route));
        }
    }
}
