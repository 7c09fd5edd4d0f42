//! Parameters that are meant for a whole rest.

use crate::lint::Subject;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// A parameter at the end of a path is one segment, and its name says more.
    ///
    /// ## Why is this bad?
    /// `/files/{path}` matches `/files/a` and not `/files/a/b`, which answers 404. KrakenD CE has no parameter for a
    /// whole rest.
    ///
    /// ## Example
    /// ```json,bad,endpoint
    /// { "endpoint": "/files/{path}", "backend": [{ "url_pattern": "/{path}" }] }
    /// ```
    ///
    /// ## Use instead
    /// Add an endpoint for each depth that is needed, or name what the segment is.
    /// ```json,good,endpoint
    /// { "endpoint": "/files/{name}", "backend": [{ "url_pattern": "/{name}" }] }
    /// ```
    pub(crate) ONE_SEGMENT_REST { code: "GW155", name: "one-segment-rest", category: Correctness, severity: Note, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

/// Names that speak of more than one segment.
const NAMES: [&str; 8] = ["path", "rest", "proxy", "wildcard", "any", "all", "subpath", "tail"];

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for endpoint in subject.endpoints() {
        let last = endpoint.config.endpoint.rsplit('/').next().and_then(|segment| segment.strip_prefix(':'));
        if let Some(name) = last.filter(|name| NAMES.contains(name)) {
            let span = subject.place(&endpoint.config.endpoint, endpoint.config.at);
            let message = format!("`{{{name}}}` is one segment: what is deeper answers 404");
            out.push(ONE_SEGMENT_REST.at(span, message).route(endpoint.route));
        }
    }
}
