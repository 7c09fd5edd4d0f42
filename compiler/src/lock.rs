//! `endpoints.lock`: one line for each endpoint, so that a review shows the effect of a line of YAML.
//!
//! A line is `METHOD PATH CREDENTIAL UPSTREAM`. A difference is reported at its place in the route files; a removed
//! endpoint, at its service or its line of the lock file.

mod removed;
mod line;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use crate::codes;
use crate::load::{GatewayFiles, LOCK_FILE};
use crate::model::{Endpoint, Gateway, Via};
use gwc_syntax::diagnostic::{Diagnostic, Diagnostics};
use gwc_syntax::source::{SourceMap, Span};

use line::{columns, read, subject};

const HEADER: &str =
    "# One line for each endpoint: method, path, credential, upstream. Rewritten by `gwc lock`.\n";

/// The text of the lock file of a gateway.
pub fn render(gateway: &Gateway) -> String {
    let mut text = HEADER.to_owned();
    for (of, endpoint, _) in gateway.all_endpoints() {
        let (credential, upstream) = columns(of, endpoint);
        let _ = writeln!(text, "{} {} {credential} {upstream}", endpoint.method, endpoint.path);
    }
    text
}

/// Reports how the endpoints differ from the lock file. If the gateway is not `understood`, an endpoint may be missing
/// because of an error that is already reported, so removed endpoints are not.
pub(crate) fn check(
    sources: &SourceMap,
    files: &GatewayFiles,
    gateway: &Gateway,
    understood: bool,
    out: &mut Diagnostics,
) {
    let Some(lock) = files.lock else {
        if !gateway.all_endpoints().is_empty() {
            out.push(
                codes::NO_LOCK
                    .at(gateway.name.span, format!("gateway `{}` has no `{LOCK_FILE}`", gateway.name.value))
                    .help("run `gwc lock` and commit `endpoints.lock`: its diff shows which endpoints a change adds, removes or makes public"),
            );
        }
        return;
    };
    let mut lines = read(sources, lock, out);
    let mut changed: Vec<(Locked<'_>, Change, Option<Span>)> = Vec::new();
    let all = Locked::all(gateway);
    for locked in &all {
        let endpoint = locked.endpoint;
        match lines.remove(&endpoint.key()) {
            None => changed.push((*locked, Change::Came, None)),
            Some(line) => {
                let (credential, upstream) = columns(locked.gateway, endpoint);
                if credential != line.credential {
                    changed.push((*locked, Change::Credential(line.credential, credential), Some(line.span)));
                } else if upstream != line.upstream {
                    changed.push((*locked, Change::Upstream(line.upstream, upstream), Some(line.span)));
                }
            }
        }
    }
    let mut findings = Groups::default();
    let causes = Causes::of(&all, &changed);
    for (locked, change, line) in changed {
        findings.add(causes.place(locked, &change), locked, change, line);
    }
    out.extend(findings.into_diagnostics());
    if understood {
        removed::report(gateway, lines, out);
    }
}

/// An endpoint of a gateway, with the gateway that holds its parts.
#[derive(Clone, Copy)]
struct Locked<'a> {
    gateway: &'a Gateway,
    endpoint: &'a Endpoint,
    /// Its authored place.
    place: Span,
    /// Whether its values have authored places of their own: those of an endpoint in KrakenD's words have none.
    has_origins: bool,
}

impl<'a> Locked<'a> {
    fn all(gateway: &'a Gateway) -> Vec<Self> {
        let locked = |(of, endpoint, place): (&'a Gateway, &'a Endpoint, Span)| Self {
            gateway: of,
            endpoint,
            place,
            has_origins: std::ptr::eq(of, gateway),
        };
        gateway.all_endpoints().into_iter().map(locked).collect()
    }

    /// The place of the value, then the places that inherited it; for a new endpoint, see [`came_from`].
    fn places(self, kind: u8) -> Vec<Span> {
        if !self.has_origins {
            return vec![self.place];
        }
        let Self { gateway, endpoint, .. } = self;
        let origin = match kind {
            Change::CREDENTIAL => endpoint.credential.origin,
            Change::UPSTREAM => endpoint.backend().map_or(endpoint.origin, |backend| backend.upstream.origin),
            _ => return came_from(gateway, endpoint),
        };
        let origin = gateway.origin(origin);
        let steps = origin.used_at.iter().filter(|step| step.via != Via::Alias).map(|step| step.span);
        std::iter::once(origin.written).chain(steps).collect()
    }
}

/// Places that only changed endpoints have in common: the author edited one of them.
struct Causes {
    /// For each kind of change and place, the number of unchanged endpoints that have it.
    unchanged: BTreeMap<(u8, Span), usize>,
    /// The number of new endpoints of each prefix: a single one is reported at its own place.
    came: BTreeMap<Span, usize>,
}

impl Causes {
    fn of(all: &[Locked<'_>], changed: &[(Locked<'_>, Change, Option<Span>)]) -> Self {
        let mut came = BTreeMap::new();
        for (locked, change, _) in changed.iter().filter(|(_, change, _)| change.kind() == Change::CAME) {
            for place in locked.places(change.kind()) {
                *came.entry(place).or_insert(0) += 1;
            }
        }
        let changed: BTreeSet<(u8, u64)> =
            changed.iter().map(|(e, change, _)| (change.kind(), e.endpoint.id)).collect();
        let mut unchanged = BTreeMap::new();
        for locked in all {
            for kind in [Change::CAME, Change::CREDENTIAL, Change::UPSTREAM] {
                if !changed.contains(&(kind, locked.endpoint.id)) {
                    for place in locked.places(kind) {
                        *unchanged.entry((kind, place)).or_insert(0) += 1;
                    }
                }
            }
        }
        Self { unchanged, came }
    }

    /// The innermost place that no unchanged endpoint has; else the endpoint's own.
    fn place(&self, locked: Locked<'_>, change: &Change) -> Span {
        let mut places = locked.places(change.kind()).into_iter();
        let alone = |place: &Span| self.came.get(place) == Some(&1);
        places
            .find(|place| !self.unchanged.contains_key(&(change.kind(), *place)) && !alone(place))
            .unwrap_or(locked.place)
    }
}

/// The prefix, then the endpoint itself.
fn came_from(gateway: &Gateway, endpoint: &Endpoint) -> Vec<Span> {
    let prefixes = endpoint.service.map(|id| &gateway.service(id).prefixes);
    let prefix = prefixes.and_then(|prefixes| prefixes.get(endpoint.prefix as usize));
    prefix.map(|prefix| prefix.span).into_iter().chain([gateway.span(endpoint.origin)]).collect()
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Change {
    Came,
    Credential(String, String),
    Upstream(String, String),
}

impl Change {
    const CAME: u8 = 0;
    const CREDENTIAL: u8 = 1;
    const UPSTREAM: u8 = 2;

    /// What is new.
    fn what(&self) -> &'static str {
        match self {
            Self::Came => "endpoint",
            Self::Credential(..) => "credential",
            Self::Upstream(..) => "upstream",
        }
    }

    fn kind(&self) -> u8 {
        match self {
            Self::Came => Self::CAME,
            Self::Credential(..) => Self::CREDENTIAL,
            Self::Upstream(..) => Self::UPSTREAM,
        }
    }
}

/// Endpoints with the same change and cause: one finding.
#[derive(Default)]
struct Groups(BTreeMap<(Span, Change), Vec<Changed>>);

struct Changed {
    key: String,
    /// Its line of the lock file.
    line: Option<Span>,
    /// The place of the endpoint.
    place: Span,
}

impl Groups {
    fn add(&mut self, span: Span, locked: Locked<'_>, change: Change, line: Option<Span>) {
        let changed = Changed { key: locked.endpoint.key(), line, place: locked.place };
        self.0.entry((span, change)).or_default().push(changed);
    }

    fn into_diagnostics(self) -> impl Iterator<Item = Diagnostic> {
        self.0.into_iter().map(|((span, change), endpoints)| {
            let names: Vec<String> = endpoints.iter().map(|e| format!("`{}`", e.key)).collect();
            let (subject, verb) = subject(&names);
            let message = match &change {
                Change::Came => format!("{subject} {verb} not in `{LOCK_FILE}`"),
                Change::Credential(was, is) => {
                    format!("the credential of {subject} is `{is}`, but `endpoints.lock` has `{was}`")
                }
                Change::Upstream(was, is) => {
                    format!("the upstream of {subject} is `{is}`, but `endpoints.lock` has `{was}`")
                }
            };
            let help = format!(
                "if the new {} is intended, run `gwc lock` and commit `endpoints.lock`; otherwise undo the change",
                change.what()
            );
            let mut finding =
                codes::LOCK_DIFFERS.at(span, message).route(endpoints[0].key.clone()).help(help);
            for Changed { key, line, place } in &endpoints {
                if let Some(line) = line {
                    finding = finding.related(*line, format!("`{key}` in the lock file"));
                } else if *place != span {
                    finding = finding.related(*place, format!("`{key}` defined here"));
                }
            }
            if names.len() > 3 {
                finding = finding.note(format!("all endpoints: {}", names.join(", ")));
            }
            finding
        })
    }
}
