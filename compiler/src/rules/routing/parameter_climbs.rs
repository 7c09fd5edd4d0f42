//! `..` as the value of a path parameter.

use crate::lint::{Subject, with_value};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// A path parameter forwards `..` to the backend.
    ///
    /// ## What it does
    /// Reports a `url_pattern` in which a parameter of the endpoint is a whole segment, unless the endpoint has
    /// `validation/cel`.
    ///
    /// ## Why is this bad?
    /// KrakenD accepts `..` as a parameter value and forwards it unchanged. `GET /users/..` becomes `GET /v1/users/..`
    /// at the backend, which most servers resolve to `/v1`. A client reaches a path above the one that the endpoint
    /// publishes.
    ///
    /// ## Example
    /// ```json,bad,endpoint
    /// { "endpoint": "/users/{id}", "backend": [{ "url_pattern": "/v1/users/{id}" }] }
    /// ```
    ///
    /// ## Use instead
    /// Reject such values with `validation/cel`.
    /// ```json,good,endpoint
    /// { "endpoint": "/users/{id}", "backend": [{ "url_pattern": "/v1/users/{id}" }],
    ///   "extra_config": { "validation/cel": [{ "check_expr": "req_params.Id != '..' && req_params.Id != '.'" }] } }
    /// ```
    ///
    /// ## When to ignore
    /// The backend rejects paths with `..`.
    pub(crate) PARAMETER_CLIMBS { code: "GW156", name: "parameter-climbs", category: Security, severity: Note, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for (endpoint, backend) in subject.backends() {
        let pattern = subject.written(&backend.url_pattern);
        let path = pattern.split('?').next().unwrap_or_default();
        let whole = path.split('/').any(is_parameter);
        let checked = endpoint.config.extra_config.component("validation/cel").is_some();
        if whole && !checked {
            let span = subject.place(&backend.url_pattern, backend.at);
            let message = "a parameter value of `..` is forwarded to the backend unchanged";
            let note = format!(
                "`{}` can reach a backend path above the one in `url_pattern`",
                with_value(endpoint.route, "..")
            );
            let help = "reject `..` with a `check_expr` of `validation/cel`, such as `req_params.Id != '..'`, or make sure that the backend rejects it";
            out.push(PARAMETER_CLIMBS.at(span, message).note(note).help(help).route(endpoint.route));
        }
    }
}

/// Whether a segment is a parameter of the endpoint's path. Claims of a token have a dot, values of an earlier response
/// begin with `resp`.
fn is_parameter(segment: &str) -> bool {
    let name = segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
    name.is_some_and(|name| !name.contains('.') && !name.starts_with("resp"))
}
