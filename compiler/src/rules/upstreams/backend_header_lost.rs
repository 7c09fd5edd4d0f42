use crate::lint::{EndpointOf, Subject};
use gwc_krakend::config::{Backend, List};
use gwc_krakend::decode::Field;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// A backend lists a header or a query parameter that its endpoint does not forward, so the backend never receives
    /// it.
    ///
    /// ## What it does
    /// Reports a header in `input_headers` of a backend that is not in `input_headers` of its endpoint. Query
    /// parameters in `input_query_strings` are checked in the same way. An endpoint with `modifier/lua-proxy` or
    /// `plugin/req-resp-modifier` is not checked, because these components can add a header or a parameter for the
    /// backend.
    ///
    /// ## Why is this bad?
    /// KrakenD applies the list of the endpoint first; the list of a backend only removes more. With `Authorization` in
    /// the list of the backend alone, the backend receives no credentials and returns `401`.
    ///
    /// ## Example
    /// Only the backend lists `Authorization`:
    /// ```json,bad,endpoint
    /// { "backend": [{ "url_pattern": "/b", "input_headers": ["Authorization"] }] }
    /// ```
    ///
    /// ## Use instead
    /// List the header in `input_headers` of the endpoint too.
    /// ```json,good,endpoint
    /// { "input_headers": ["Authorization"], "backend": [{ "url_pattern": "/b", "input_headers": ["Authorization"] }] }
    /// ```
    ///
    /// ## References
    /// - lura v2.14, `proxy/headers_filter.go` and `proxy/query_strings_filter.go`
    pub(crate) BACKEND_HEADER_LOST { code: "GW482", name: "backend-header-lost", category: Correctness, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

/// Components that add headers and parameters after the list of the endpoint and before that of the backend.
const BETWEEN: [&str; 2] = ["modifier/lua-proxy", "plugin/req-resp-modifier"];

/// Headers that KrakenD forwards or sets itself.
const OWN: [&str; 4] = ["Content-Type", "User-Agent", "X-Forwarded-For", "X-Forwarded-Host"];

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for (endpoint, backend) in subject.backends() {
        if BETWEEN.iter().any(|name| endpoint.config.extra_config.component(name).is_some()) {
            continue;
        }
        out.extend(headers(subject, endpoint, backend));
        out.extend(parameters(subject, endpoint, backend));
    }
}

fn headers(subject: &Subject<'_>, endpoint: EndpointOf<'_>, backend: &Backend) -> Option<Diagnostic> {
    let forwarded = &endpoint.config.input_headers;
    let received = |name: &str| {
        let same = |other: &str| other == "*" || other.eq_ignore_ascii_case(name);
        name == "*" || OWN.iter().any(|own| same(own)) || forwarded.iter().any(|header| same(&header.value))
    };
    lost(subject, &backend.input_headers, received, "input_headers").map(|found| found.route(endpoint.route))
}

fn parameters(subject: &Subject<'_>, endpoint: EndpointOf<'_>, backend: &Backend) -> Option<Diagnostic> {
    let forwarded = &endpoint.config.input_query_strings;
    let received = |name: &str| {
        name == "*" || forwarded.iter().any(|parameter| parameter.value == "*" || parameter.value == name)
    };
    let found = lost(subject, &backend.input_query_strings, received, "input_query_strings");
    found.map(|found| found.route(endpoint.route))
}

/// The first name of a backend's list that never arrives there.
fn lost(
    subject: &Subject<'_>,
    list: &Field<List<String>>,
    received: impl Fn(&str) -> bool,
    key: &str,
) -> Option<Diagnostic> {
    let name = list.iter().find(|name| !name.value.is_empty() && !received(&name.value))?;
    let message =
        format!("this backend does not receive `{}`: `{key}` of the endpoint does not list it", name.value);
    let finding = BACKEND_HEADER_LOST.at(subject.place(name, list.node), message);
    Some(finding.help(format!("add `{}` to `{key}` of the endpoint", name.value)))
}
