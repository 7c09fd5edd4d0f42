//! `..` as the value of a path parameter.

use crate::lint::{Subject, with_value};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// A path parameter goes into the backend's path, and `..` is a value of it.
    ///
    /// ## Why is this bad?
    /// KrakenD matches `..` as a segment and passes it on as it is: `/users/..` becomes `/v1/users/..` at the backend,
    /// which most servers read as `/v1`. A client reaches one level above what the endpoint is for.
    ///
    /// ## Example
    /// ```json,bad,endpoint
    /// { "endpoint": "/users/{id}", "backend": [{ "url_pattern": "/v1/users/{id}" }] }
    /// ```
    ///
    /// ## Use instead
    /// Let the backend refuse such paths, or check the parameter with `validation/cel`.
    /// ```json,good,endpoint
    /// { "endpoint": "/users/{id}", "backend": [{ "url_pattern": "/v1/users/{id}" }],
    ///   "extra_config": { "validation/cel": [{ "check_expr": "req_params.Id != '..' && req_params.Id != '.'" }] } }
    /// ```
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
            let message = "a parameter may be `..`, and the backend gets it as it is";
            let note = format!("as for `{}`", with_value(endpoint.route, ".."));
            out.push(PARAMETER_CLIMBS.at(span, message).note(note).route(endpoint.route));
        }
    }
}

/// Whether a segment is a parameter of the endpoint's path; those of tokens and answers have a dot or a number.
fn is_parameter(segment: &str) -> bool {
    let name = segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
    name.is_some_and(|name| !name.contains('.') && !name.starts_with("resp"))
}
