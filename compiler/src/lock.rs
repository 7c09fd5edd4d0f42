//! `endpoints.lock`: one line for each endpoint, so that a review shows what a line of YAML does.
//!
//! A line is `METHOD PATH CREDENTIAL UPSTREAM`. What differs is reported at the place an author wrote; what is
//! gone, at its line of the lock file.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::codes;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::load::{GatewayFiles, LOCK_FILE};
use crate::model::{Action, Credential, Endpoint, Gateway, OriginId};
use crate::source::{FileId, SourceMap, Span};

const HEADER: &str =
    "# One line for each endpoint: method, path, credential, upstream. Rewritten by `gwc lock`.\n";

/// What the lock file of a gateway must say.
pub fn render(gateway: &Gateway) -> String {
    let mut text = HEADER.to_owned();
    for endpoint in &gateway.endpoints {
        let (credential, upstream) = facts(gateway, endpoint);
        let _ = writeln!(text, "{} {} {credential} {upstream}", endpoint.method, endpoint.path);
    }
    text
}

/// Credential and upstream, by name.
fn facts(gateway: &Gateway, endpoint: &Endpoint) -> (String, String) {
    let credential = match &endpoint.credential.value {
        Credential::Public => "public".to_owned(),
        Credential::Unstated => "unstated".to_owned(),
        Credential::AnyOf(auths) => {
            auths.iter().map(|a| gateway.auth(*a).name.value.as_str()).collect::<Vec<_>>().join("+")
        }
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

struct Line {
    credential: String,
    upstream: String,
    span: Span,
}

/// Reports how the endpoints differ from the lock file.
pub(crate) fn check(sources: &SourceMap, files: &GatewayFiles, gateway: &Gateway, out: &mut Diagnostics) {
    let Some(lock) = files.lock else {
        if !gateway.endpoints.is_empty() {
            out.push(
                codes::NO_LOCK
                    .at(
                        gateway.name.span,
                        format!("the gateway `{}` has no `{LOCK_FILE}`", gateway.name.value),
                    )
                    .help("run `gwc lock` and commit the file"),
            );
        }
        return;
    };
    if out.has_errors() {
        // A gateway that is not understood has lost endpoints for a reason that is already reported.
        return;
    }
    let mut lines = read(sources, lock, out);
    let mut findings = Groups::default();
    for endpoint in &gateway.endpoints {
        match lines.remove(&endpoint.key()) {
            None => findings.add(gateway, endpoint.origin, endpoint, Change::Came, None),
            Some(line) => {
                let (credential, upstream) = facts(gateway, endpoint);
                if credential != line.credential {
                    let change = Change::Credential(line.credential, credential);
                    findings.add(gateway, endpoint.credential.origin, endpoint, change, Some(line.span));
                } else if upstream != line.upstream {
                    let origin = endpoint.backend().map_or(endpoint.origin, |b| b.upstream.origin);
                    findings.add(
                        gateway,
                        origin,
                        endpoint,
                        Change::Upstream(line.upstream, upstream),
                        Some(line.span),
                    );
                }
            }
        }
    }
    out.extend(findings.into_diagnostics());
    out.extend(lines.into_iter().map(|(key, line)| gone(&key, line.span)));
}

fn gone(key: &str, span: Span) -> Diagnostic {
    codes::LOCK_DIFFERS
        .at(span, format!("`{key}` is gone"))
        .route(key)
        .help("if that is meant, run `gwc lock` and commit the file")
}

fn twice(key: &str, span: Span, first: &Line) -> Diagnostic {
    codes::LOCK_DIFFERS
        .at(span, format!("`{key}` has two lines"))
        .related(first.span, "the first one")
        .help("run `gwc lock`, which rewrites the file")
}

fn read(sources: &SourceMap, lock: FileId, out: &mut Diagnostics) -> BTreeMap<String, Line> {
    let mut lines = BTreeMap::new();
    let text = &sources.file(lock).text;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let span = Span::new(lock, at, at + line.trim_end().len());
        at += line.len();
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
                    .at(span, "a line of the lock file is `METHOD PATH CREDENTIAL UPSTREAM`")
                    .help("run `gwc lock`, which rewrites the file"),
            ),
        }
    }
    lines
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Change {
    Came,
    Credential(String, String),
    Upstream(String, String),
}

/// Endpoints that changed alike for the same written reason: one finding.
#[derive(Default)]
struct Groups(BTreeMap<(Span, Change), Vec<Changed>>);

struct Changed {
    key: String,
    /// Its line of the lock file.
    line: Option<Span>,
    /// Where the endpoint is written.
    place: Span,
}

impl Groups {
    fn add(
        &mut self,
        gateway: &Gateway,
        origin: OriginId,
        endpoint: &Endpoint,
        change: Change,
        line: Option<Span>,
    ) {
        let key = (gateway.span(origin), change);
        let place = gateway.span(endpoint.origin);
        self.0.entry(key).or_default().push(Changed { key: endpoint.key(), line, place });
    }

    fn into_diagnostics(self) -> impl Iterator<Item = Diagnostic> {
        self.0.into_iter().map(|((span, change), endpoints)| {
            let names: Vec<String> = endpoints.iter().map(|e| format!("`{}`", e.key)).collect();
            let (subject, verb) = match names.as_slice() {
                [one] => (one.clone(), "is"),
                [one, two] => (format!("{one} and {two}"), "are"),
                many => (format!("{}, {} and {} more", many[0], many[1], many.len() - 2), "are"),
            };
            let message = match &change {
                Change::Came => format!("{subject} {verb} not in `{LOCK_FILE}`"),
                Change::Credential(was, is) => format!("{subject} asked for `{was}` and {verb} now `{is}`"),
                Change::Upstream(was, is) => {
                    format!("{subject} went to `{was}` and {verb} now sent to `{is}`")
                }
            };
            let mut finding = codes::LOCK_DIFFERS
                .at(span, message)
                .route(endpoints[0].key.clone())
                .help("if that is meant, run `gwc lock` and commit the file");
            for Changed { key, line, place } in &endpoints {
                if let Some(line) = line {
                    finding = finding.related(*line, format!("`{key}` is locked here"));
                } else if *place != span {
                    finding = finding.related(*place, format!("`{key}` comes from here"));
                }
            }
            if names.len() > 3 {
                finding = finding.note(format!("all of them: {}", names.join(", ")));
            }
            finding
        })
    }
}
