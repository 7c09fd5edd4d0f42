//! Path parameters in the query string of a backend.

use crate::lint::Subject;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// A path parameter is inserted into the query string of a backend.
    ///
    /// ## What it does
    /// Reports a `url_pattern` with a path parameter after the `?`. Placeholders of earlier responses and of claims are
    /// not checked.
    ///
    /// ## Why is this bad?
    /// KrakenD decodes the value, and inserts it without encoding it again. `GET /items/7%26admin=1` calls the backend
    /// with `?id=7&admin=1`: clients can add parameters that the endpoint does not forward. A decoded space makes the
    /// request line invalid.
    ///
    /// ## Example
    /// The parameter `{id}` of the path is in the query of the backend:
    /// ```json,bad,endpoint
    /// { "endpoint": "/items/{id}", "backend": [{ "url_pattern": "/items?id={id}" }] }
    /// ```
    ///
    /// ## Use instead
    /// Forward the value as a query parameter, which clients then send: `GET /items?id=7`. Or move the placeholder into
    /// the path of `url_pattern`.
    /// ```json,good,endpoint
    /// { "endpoint": "/items", "input_query_strings": ["id"], "backend": [{ "url_pattern": "/items" }] }
    /// ```
    ///
    /// ## When to ignore
    /// The backend reads no other parameter, and rejects invalid values of this one.
    ///
    /// ## References
    /// lura v2.14, `proxy/request.go`.
    pub(crate) PARAMETER_IN_QUERY { code: "GW466", name: "parameter-in-query", category: Security, severity: Warning, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for (endpoint, backend) in subject.backends() {
        let pattern = subject.written(&backend.url_pattern);
        let Some((_, query)) = pattern.split_once('?') else { continue };
        let placeholder = query.split_once('{').and_then(|(_, rest)| rest.split('}').next());
        let Some(name) = placeholder.filter(|name| !name.contains('.') && !name.starts_with("resp")) else {
            continue;
        };
        let made = pattern.replace(&format!("{{{name}}}"), "7&admin=1");
        let message =
            format!("`{{{name}}}` is not encoded in the query: the value `7%26admin=1` calls `{made}`");
        let span = subject.place(&backend.url_pattern, backend.at);
        let help = "move it into the path of `url_pattern`; or let clients send a query parameter, and list it in `input_query_strings`";
        out.push(PARAMETER_IN_QUERY.at(span, message).help(help).route(endpoint.route));
    }
}
