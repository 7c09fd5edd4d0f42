//! `%2F` in the value of a path parameter.

use std::collections::BTreeMap;

use crate::lint::{EndpointOf, Subject, shape};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// An encoded slash in a value leads to a deeper endpoint.
    ///
    /// ## Why is this bad?
    /// KrakenD decodes the path before it looks for an endpoint: a value `a/b`, sent correctly as `a%2Fb`, is two
    /// segments. Names with a slash reach another endpoint than they were sent to.
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
    /// Take names that may have a slash as a query parameter, or put what is deeper elsewhere.
    /// ```json,good
    /// { "version": 3, "host": ["http://api.example:8000"], "endpoints": [
    ///   { "endpoint": "/files/{name}", "backend": [{ "url_pattern": "/files/{name}" }] },
    ///   { "endpoint": "/history/{name}", "backend": [{ "url_pattern": "/history/{name}" }] }
    /// ] }
    /// ```
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
            let message = "a value with an encoded slash reaches a deeper endpoint";
            let note = format!("as `{other}`, for `a%2F` and the rest of its path");
            out.push(ENCODED_SLASH_SWITCHES.at(span, message).note(note).route(endpoint.route));
        }
    }
}

fn method(endpoint: EndpointOf<'_>) -> String {
    endpoint.config.method.to_uppercase()
}
