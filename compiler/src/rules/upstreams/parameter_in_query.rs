//! Path parameters in the query string of a backend.

use crate::lint::Subject;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// A path parameter is put into the query string of the backend.
    ///
    /// ## Why is this bad?
    /// It goes in decoded. `7%26admin=1` becomes two parameters, `id=7&admin=1`, and a space breaks the request line.
    /// A client adds parameters that the endpoint does not forward.
    ///
    /// ## Example
    /// ```json,bad,endpoint
    /// { "endpoint": "/items/{id}", "backend": [{ "url_pattern": "/items?id={id}" }] }
    /// ```
    ///
    /// ## Use instead
    /// Put it into the path, or take it as a query parameter from the start.
    /// ```json,good,endpoint
    /// { "endpoint": "/items", "input_query_strings": ["id"], "backend": [{ "url_pattern": "/items" }] }
    /// ```
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
            format!("`{{{name}}}` goes into the query decoded: the value `7%26admin=1` makes it `{made}`");
        let span = subject.place(&backend.url_pattern, backend.at);
        let help = "put it into the path, or forward it with `input_query_strings`";
        out.push(PARAMETER_IN_QUERY.at(span, message).help(help).route(endpoint.route));
    }
}
