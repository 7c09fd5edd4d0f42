//! `remove_extra_slash` and parameters.

use crate::lint::{Subject, shape, with_value};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// `remove_extra_slash` cleans paths before they are matched, and takes `..` for the way up.
    ///
    /// ## Why is this bad?
    /// `/users/..` is then the path `/`, and the endpoint there answers: with the policies of that endpoint, and not
    /// with those of the one whose path was asked for.
    ///
    /// ## Example
    /// ```json,bad
    /// { "version": 3, "host": ["http://api.example:8000"], "extra_config": { "router": { "remove_extra_slash": true } },
    ///   "endpoints": [
    ///     { "endpoint": "/", "backend": [{ "url_pattern": "/" }] },
    ///     { "endpoint": "/users/{id}", "backend": [{ "url_pattern": "/v1/users/{id}" }] }
    ///   ] }
    /// ```
    ///
    /// ## Use instead
    /// ```json,good
    /// { "version": 3, "host": ["http://api.example:8000"],
    ///   "endpoints": [
    ///     { "endpoint": "/", "backend": [{ "url_pattern": "/" }] },
    ///     { "endpoint": "/users/{id}", "backend": [{ "url_pattern": "/v1/users/{id}" }] }
    ///   ] }
    /// ```
    pub(crate) EXTRA_SLASH_REMOVED { code: "GW159", name: "extra-slash-removed", category: Security, severity: Warning, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let Some(router) = subject.block("router").filter(|router| router.flag("remove_extra_slash")) else {
        return;
    };
    let with_parameter = subject.endpoints().find(|e| shape(&e.config.endpoint).contains("/:"));
    if let Some(endpoint) = with_parameter {
        let message = format!("`{}` is answered by an endpoint above it", with_value(endpoint.route, ".."));
        let place = subject.span(router.place("remove_extra_slash"));
        out.push(EXTRA_SLASH_REMOVED.at(place, message).help("remove `remove_extra_slash`"));
    }
}
