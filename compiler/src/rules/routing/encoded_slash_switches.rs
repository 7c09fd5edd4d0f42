//! `%2F` in the value of a path parameter.

use std::collections::BTreeMap;

use crate::lint::{EndpointOf, Subject, shape};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// An encoded slash in a parameter value makes a request match an endpoint with more segments.
    ///
    /// ## What it does
    /// Reports an endpoint that ends with a parameter, such as `/files/{name}`, if another endpoint of the same method
    /// has the same beginning and more segments.
    ///
    /// ## Why is this bad?
    /// KrakenD decodes the path before it matches endpoints. A value that contains a slash and is correctly sent as
    /// `a%2Fhistory` becomes two segments. In the example, a request for the file `a/history` reaches
    /// `/files/{name}/history` and returns the history of the file `a`.
    ///
    /// ## Example
    /// ```json,bad
    /// { "version": 3, "host": ["http://api.example:8000"], "endpoints": [
    ///   { "endpoint": "/files/{name}", "backend": [{ "url_pattern": "/files/{name}" }] },
    ///   { "endpoint": "/files/{name}/history", "backend": [{ "url_pattern": "/history/{name}" }] }
    /// ] }
    /// ```
    ///
    /// ## Use instead
    /// Move the endpoint with more segments to another path, or accept values with a slash as a query parameter.
    /// ```json,good
    /// { "version": 3, "host": ["http://api.example:8000"], "endpoints": [
    ///   { "endpoint": "/files/{name}", "backend": [{ "url_pattern": "/files/{name}" }] },
    ///   { "endpoint": "/history/{name}", "backend": [{ "url_pattern": "/history/{name}" }] }
    /// ] }
    /// ```
    ///
    /// ## When to ignore
    /// The values are identifiers that contain no slash.
    pub(crate) ENCODED_SLASH_SWITCHES { code: "GW157", name: "encoded-slash-switches", category: Correctness, severity: Note, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let mut deeper: BTreeMap<(String, String), &str> = BTreeMap::new();
    for endpoint in subject.endpoints() {
        let shape = shape(&endpoint.config.endpoint);
        let ends = shape.match_indices('/').map(|(at, _)| at).skip(1);
        for end in ends.filter(|end| shape[..*end].ends_with(':')) {
            deeper.entry((method(endpoint), shape[..end].to_owned())).or_insert(endpoint.route);
        }
    }
    for endpoint in subject.endpoints() {
        let key = (method(endpoint), shape(&endpoint.config.endpoint));
        if let Some(other) = deeper.get(&key) {
            let span = subject.place(&endpoint.config.endpoint, endpoint.config.at);
            let message =
                "a parameter value with an encoded slash (`%2F`) matches an endpoint with more segments";
            let note =
                format!("KrakenD decodes `%2F` first, so a value such as `a%2F...` can match `{other}`");
            let help = "move one of the two endpoints to another path";
            out.push(ENCODED_SLASH_SWITCHES.at(span, message).note(note).help(help).route(endpoint.route));
        }
    }
}

fn method(endpoint: EndpointOf<'_>) -> String {
    endpoint.config.method.to_uppercase()
}
