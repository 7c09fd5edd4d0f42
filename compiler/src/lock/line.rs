//! Lines of the lock file, and their messages.

use std::collections::BTreeMap;

use crate::codes;
use crate::model::{Action, AuthId, Credential, Endpoint, Gateway};
use gwc_syntax::diagnostic::{Diagnostic, Diagnostics};
use gwc_syntax::source::{FileId, SourceMap, Span};

/// Credential and upstream, by name.
pub(super) fn columns(gateway: &Gateway, endpoint: &Endpoint) -> (String, String) {
    let credential = match &endpoint.credential.value {
        Credential::Public => "public".to_owned(),
        Credential::Unstated => "unstated".to_owned(),
        Credential::AnyOf(auths) => names(gateway, auths),
        Credential::Optional(auths) => format!("{}+public", names(gateway, auths)),
    };
    let upstream = match &endpoint.action {
        Action::Respond(_) => "-".to_owned(),
        Action::Proxy(backends) => backends
            .iter()
            .map(|b| gateway.upstream(b.upstream.value).name.value.as_str())
            .collect::<Vec<_>>()
            .join("+"),
    };
    (credential, upstream)
}

fn names(gateway: &Gateway, auths: &[AuthId]) -> String {
    auths.iter().map(|a| gateway.auth(*a).name.value.as_str()).collect::<Vec<_>>().join("+")
}

/// A line of the lock file.
pub(super) struct Line {
    pub(super) credential: String,
    pub(super) upstream: String,
    pub(super) span: Span,
}

fn twice(key: &str, span: Span, first: &Line) -> Diagnostic {
    codes::LOCK_DIFFERS
        .at(span, format!("duplicate line for `{key}` in the lock file"))
        .related(first.span, "first line")
        .help("run `gwc lock` to rewrite the file, and review its diff")
}

/// The lines of a lock file, by method and path. Reports malformed and duplicate ones.
pub(super) fn read(sources: &SourceMap, lock: FileId, out: &mut Diagnostics) -> BTreeMap<String, Line> {
    let mut lines = BTreeMap::new();
    let text = &sources.file(lock).text;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let mark = line.len() - line.trim_start_matches('\u{feff}').len();
        let (start, line) = (at + mark, &line[mark..]);
        at = start + line.len();
        let span = Span::new(lock, start, start + line.trim_end().len());
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            [] => {}
            [first, ..] if first.starts_with('#') => {}
            [method, path, credential, upstream] => {
                let value =
                    Line { credential: (*credential).to_owned(), upstream: (*upstream).to_owned(), span };
                let key = format!("{method} {path}");
                if let Some(first) = lines.get(&key) {
                    out.push(twice(&key, span, first));
                    continue;
                }
                lines.insert(key, value);
            }
            _ => out.push(
                codes::LOCK_DIFFERS
                    .at(span, "malformed line; expected `METHOD PATH CREDENTIAL UPSTREAM`")
                    .help("run `gwc lock` to rewrite the file, and review its diff"),
            ),
        }
    }
    lines
}

/// Names for a sentence, and its verb.
pub(super) fn subject(names: &[String]) -> (String, &'static str) {
    match names {
        [] => (String::new(), "are"),
        [one] => (one.clone(), "is"),
        [one, two] => (format!("{one} and {two}"), "are"),
        [one, two, rest @ ..] => (format!("{one}, {two} and {} more", rest.len()), "are"),
    }
}
