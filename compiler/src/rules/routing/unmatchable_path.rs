//! Paths that KrakenD accepts, but that match no request, or another one than intended.

use crate::lint::Subject;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// KrakenD accepts this path, but the path matches no request, or other requests than intended.
    ///
    /// ## What it does
    /// Reports a path that contains one of these:
    /// - a parameter that is not a whole segment, or two parameters with one name
    /// - `?`, a space, a control character or a backslash
    /// - `.` or `..` as a segment, or `//`
    /// - a percent-encoded character
    ///
    /// ## Why is this bad?
    /// KrakenD takes a whole segment as the parameter. In the example, the parameter is `id.json`: `{id}` in
    /// `url_pattern` is never replaced, and the backend gets a placeholder instead of the id. KrakenD resolves `..` and
    /// `//` when it reads the configuration, so it serves `/a/../b` as `/b`. It decodes request paths before it matches
    /// them, so a path with a percent-encoded character never matches.
    ///
    /// ## Example
    /// ```json,bad,endpoint
    /// { "endpoint": "/a/{id}.json" }
    /// ```
    ///
    /// ## Use instead
    /// Make each parameter a whole segment.
    /// ```json,good,endpoint
    /// { "endpoint": "/a/{id}/json" }
    /// ```
    pub(crate) UNMATCHABLE_PATH { code: "GW152", name: "unmatchable-path", category: Correctness, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for endpoint in subject.endpoints() {
        let written = subject.written(&endpoint.config.endpoint);
        if let Some((problem, help)) = problem(written, &endpoint.config.endpoint) {
            let span = subject.place(&endpoint.config.endpoint, endpoint.config.at);
            out.push(UNMATCHABLE_PATH.at(span, problem).help(help).route(endpoint.route));
        }
    }
}

/// What is wrong with a path, as it is written and as the router receives it, and what to write instead.
fn problem(written: &str, routed: &str) -> Option<(String, String)> {
    let path = written.strip_prefix('/').unwrap_or(written);
    let segments = || path.split('/');
    if path.contains('?') {
        let help = "remove it and what follows, and list forwarded query parameters in `input_query_strings`";
        return Some(("a path cannot contain `?`".into(), help.into()));
    }
    if written.starts_with(' ') {
        return Some(("the path starts with a space and becomes `/ /...`".into(), "remove the space".into()));
    }
    if path.chars().any(|c| c.is_control() || c == ' ') {
        return Some(("the path contains a space or a control character".into(), "remove it".into()));
    }
    if segments().any(|s| matches!(s, "." | "..")) || path.contains("//") || written.starts_with("//") {
        let cleaned = gwc_krakend::gin::join("/", routed);
        let help = "write the path that clients request, without `.`, `..` and `//`";
        return Some((format!("KrakenD normalizes this path and serves `{cleaned}`"), help.into()));
    }
    if let Some(encoded) = segments().find(|s| encoded(s)) {
        return Some((
            format!("`{encoded}` never matches: KrakenD decodes request paths before it matches them"),
            "write the decoded character, or a parameter such as `{name}` in place of the segment".into(),
        ));
    }
    if path.contains('\\') {
        return Some((
            "whether KrakenD accepts a backslash depends on the order of the endpoints".into(),
            "remove the backslash".into(),
        ));
    }
    let parameter = || "write each parameter as a whole segment, such as `/{id}/json`".to_owned();
    let mut names = Vec::new();
    for segment in routed.split('/').filter(|s| s.contains(['{', '}', ':'])) {
        match segment.strip_prefix(':') {
            Some(name) if name.contains(['{', '}', '.']) => {
                let problem = format!(
                    "KrakenD takes the whole segment as the parameter `{name}`, so a parameter in `url_pattern` is not replaced"
                );
                return Some((problem, parameter()));
            }
            Some(name) if names.contains(&name) => {
                let problem = format!("two parameters have the name `{name}`");
                return Some((problem, "rename one of them".to_owned()));
            }
            Some(name) => names.push(name),
            None => {
                let problem = format!("`{segment}` contains no parameter: it is compared as text");
                return Some((problem, parameter()));
            }
        }
    }
    None
}

/// Whether a segment contains `%` and two hexadecimal digits.
fn encoded(segment: &str) -> bool {
    segment
        .as_bytes()
        .windows(3)
        .any(|w| w[0] == b'%' && w[1].is_ascii_hexdigit() && w[2].is_ascii_hexdigit())
}
