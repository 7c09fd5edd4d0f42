//! Parameters with names that suggest several segments.

use crate::lint::Subject;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// A parameter at the end of a path matches one segment, but its name suggests a whole path.
    ///
    /// ## What it does
    /// Reports an endpoint with the last segment `{path}`, `{rest}`, `{proxy}`, `{wildcard}`, `{any}`, `{all}`,
    /// `{subpath}` or `{tail}`.
    ///
    /// ## Why is this bad?
    /// `/files/{path}` matches `/files/a`, but `/files/a/b` returns `404`. KrakenD CE has no parameter that matches
    /// several segments.
    ///
    /// ## Example
    /// ```json,bad,endpoint
    /// { "endpoint": "/files/{path}", "backend": [{ "url_pattern": "/{path}" }] }
    /// ```
    ///
    /// ## Use instead
    /// Add an endpoint for each number of segments that clients need, such as `/files/{folder}/{name}`. If the values
    /// have one segment, give the parameter a name that shows it.
    /// ```json,good,endpoint
    /// { "endpoint": "/files/{name}", "backend": [{ "url_pattern": "/{name}" }] }
    /// ```
    ///
    /// ## When to ignore
    /// The values have one segment, and the name of the parameter cannot change.
    ///
    /// ## References
    /// KrakenD: wildcard endpoints (`/*`) are a feature of the Enterprise edition.
    pub(crate) ONE_SEGMENT_REST { code: "GW155", name: "one-segment-rest", category: Correctness, severity: Note, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

/// Names that suggest more than one segment.
const NAMES: [&str; 8] = ["path", "rest", "proxy", "wildcard", "any", "all", "subpath", "tail"];

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for endpoint in subject.endpoints() {
        let last = endpoint.config.endpoint.rsplit('/').next().and_then(|segment| segment.strip_prefix(':'));
        if let Some(name) = last.filter(|name| NAMES.contains(name)) {
            let span = subject.place(&endpoint.config.endpoint, endpoint.config.at);
            let message = format!(
                "`{{{name}}}` matches one segment: a path with more segments does not match this endpoint"
            );
            let help = "add an endpoint for each number of segments, or rename the parameter";
            out.push(ONE_SEGMENT_REST.at(span, message).help(help).route(endpoint.route));
        }
    }
}
