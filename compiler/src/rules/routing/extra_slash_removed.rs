//! `remove_extra_slash` and parameters.

use crate::lint::{Subject, shape, with_value};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// With `remove_extra_slash`, a parameter value of `..` makes a request match another endpoint.
    ///
    /// ## What it does
    /// Reports `remove_extra_slash` of `router` if an endpoint has a path parameter.
    ///
    /// ## Why is this bad?
    /// With this option, KrakenD resolves `..` in the path before it matches endpoints. In the example, `GET /users/..`
    /// becomes `GET /`, and the credentials and limits of that endpoint apply. A proxy in front that rejects `GET /`
    /// but forwards `/users/` therefore does not protect `GET /`.
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
    /// Remove `remove_extra_slash`.
    /// ```json,good
    /// { "version": 3, "host": ["http://api.example:8000"],
    ///   "endpoints": [
    ///     { "endpoint": "/", "backend": [{ "url_pattern": "/" }] },
    ///     { "endpoint": "/users/{id}", "backend": [{ "url_pattern": "/v1/users/{id}" }] }
    ///   ] }
    /// ```
    ///
    /// ## When to ignore
    /// A proxy in front normalizes paths, so requests with `..` do not reach KrakenD.
    ///
    /// ## References
    /// gin: `Engine.RemoveExtraSlash`.
    pub(crate) EXTRA_SLASH_REMOVED { code: "GW159", name: "extra-slash-removed", category: Security, severity: Warning, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let Some(router) = subject.block("router").filter(|router| router.flag("remove_extra_slash")) else {
        return;
    };
    let with_parameter = subject.endpoints().find(|e| shape(&e.config.endpoint).contains("/:"));
    if let Some(endpoint) = with_parameter {
        let message = format!(
            "with `remove_extra_slash`, KrakenD also resolves `..`: `{}` reaches the endpoint of a shorter path, and only the credentials and limits of that endpoint apply",
            with_value(endpoint.route, "..")
        );
        let place = subject.span(router.place("remove_extra_slash"));
        out.push(EXTRA_SLASH_REMOVED.at(place, message).help("remove `remove_extra_slash`"));
    }
}
