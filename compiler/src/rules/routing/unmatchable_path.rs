//! Paths that KrakenD takes and that no request, or another one than meant, can match.

use crate::lint::Subject;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// KrakenD takes this path for something else than it looks like.
    ///
    /// ## Why is this bad?
    /// A parameter is a whole segment: in `/a/{x}.json` it is called `x.json`, and `{x}` is never filled. `..` and
    /// `//` are cleaned away, a question mark cannot be in a path, and requests are matched after decoding.
    ///
    /// ## Example
    /// ```json,bad,endpoint
    /// { "endpoint": "/a/{id}.json" }
    /// ```
    ///
    /// ## Use instead
    /// ```json,good,endpoint
    /// { "endpoint": "/a/{id}/json" }
    /// ```
    pub(crate) UNMATCHABLE_PATH { code: "GW152", name: "unmatchable-path", category: Correctness, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for endpoint in subject.endpoints() {
        let written = subject.written(&endpoint.config.endpoint);
        if let Some(problem) = problem(written, &endpoint.config.endpoint) {
            let span = subject.place(&endpoint.config.endpoint, endpoint.config.at);
            out.push(UNMATCHABLE_PATH.at(span, problem).route(endpoint.route));
        }
    }
}

/// What is odd about a path: as it is written, and as the router gets it.
fn problem(written: &str, routed: &str) -> Option<String> {
    let path = written.strip_prefix('/').unwrap_or(written);
    let segments = || path.split('/');
    if path.contains('?') {
        return Some(
            "a question mark cannot be in a path: query strings are forwarded by `input_query_strings`"
                .into(),
        );
    }
    if written.starts_with(' ') {
        return Some("the path starts with a blank, and becomes `/ /...`".into());
    }
    if path.chars().any(|c| c.is_control() || c == ' ') {
        return Some("the path holds a blank or a control character".into());
    }
    if segments().any(|s| matches!(s, "." | "..")) || path.contains("//") || written.starts_with("//") {
        let cleaned = gwc_krakend::gin::join("/", routed);
        return Some(format!("the router cleans this path: it serves `{cleaned}`"));
    }
    if let Some(encoded) = segments().find(|s| encoded(s)) {
        return Some(format!("requests are matched after decoding, so `{encoded}` never matches"));
    }
    if path.contains('\\') {
        return Some("whether the router takes a backslash depends on the order of endpoints".into());
    }
    let mut names = Vec::new();
    for segment in routed.split('/').filter(|s| s.contains(['{', '}', ':'])) {
        match segment.strip_prefix(':') {
            Some(name) if name.contains(['{', '}', '.']) => {
                return Some(format!("a parameter is a whole segment: this one is called `{name}`"));
            }
            Some(name) if names.contains(&name) => {
                return Some(format!("two parameters are called `{name}`"));
            }
            Some(name) => names.push(name),
            None => return Some(format!("`{segment}` holds no parameter: it is matched letter by letter")),
        }
    }
    None
}

/// Whether a segment holds `%` and two digits.
fn encoded(segment: &str) -> bool {
    segment
        .as_bytes()
        .windows(3)
        .any(|w| w[0] == b'%' && w[1].is_ascii_hexdigit() && w[2].is_ascii_hexdigit())
}
