//! Checks what would be written: the JSON of each target goes back through the simulation of KrakenD and the rules over
//! configurations before anything is emitted, and what they find is reported where it was authored.
//!
//! A finding inside a block that `krakend` passes through is about text of the author. A finding about JSON that the
//! compiler writes is hidden, unless the target rejects or ignores it: then it is an error of the output. One about paths of
//! the author that KrakenD's router does not find is about what the author wrote.

mod places;
mod verbatim;

use std::collections::{HashMap, HashSet};

use super::krakend::release;
use crate::load::NearbyFiles;
use crate::lower;
use crate::model::{Endpoint, Gateway};
use crate::read;
use crate::rules;
use crate::settings::Settings;
use gwc_krakend::effects::Level;
use gwc_krakend::simulate::{Input, Simulation};
use gwc_krakend::value::Format;
use gwc_syntax::diagnostic::{self, Diagnostic, Label, Severity};
use gwc_syntax::source::{FileId, Span};
use gwc_syntax::tree::Document;
use gwc_syntax::value::Target;

use places::{Passed, Place, Places};

/// Findings about what is written.
#[derive(Debug, Default)]
pub(crate) struct Written {
    /// Those about what the author passes through.
    pub(crate) passed: Vec<Diagnostic>,
    /// Those that refuse what the language itself wrote.
    pub(crate) refused: Vec<Diagnostic>,
    /// The others about what the language itself wrote: it decided that, and no author can change it.
    pub(crate) lowered: Vec<Diagnostic>,
    /// Those that a finding of the same rule and place, for another target or endpoint, covers.
    pub(crate) merged: Vec<Diagnostic>,
}

/// Checks what the JSON targets of a gateway would be given. `documents` are its trees; `free` is a file
/// that no source has.
pub(crate) fn check(gateway: &Gateway, documents: &[Document], settings: &Settings, free: FileId) -> Written {
    let passed = Passed::of(gateway, documents);
    let mut written = Written::default();
    for target in gateway.targets.iter().map(|t| t.value).filter(|t| *t != Target::Gwr) {
        check_target(gateway, target, (&passed, settings), free, &mut written);
    }
    let Written { passed, refused, lowered, mut merged } = written;
    let mut once = |findings| merge(findings, &mut merged);
    let (passed, refused, lowered) = (once(passed), once(refused), once(lowered));
    Written { passed, refused, lowered, merged }
}

/// The parts of the files of a gateway that KrakenD is given as they are.
pub(super) fn passed(gateway: &Gateway, documents: &[Document]) -> Vec<Span> {
    Passed::of(gateway, documents).parts()
}

fn check_target(
    gateway: &Gateway,
    target: Target,
    (passed, settings): (&Passed<'_>, &Settings),
    free: FileId,
    written: &mut Written,
) {
    let bytes = lower::krakend::render(gateway, target, lower::krakend::Layout::Compact);
    let (name, format, release) = ("krakend.json", Format::Json, release(target));
    let input = Input { name, bytes: &bytes, format, file: free, release };
    let simulation = Simulation::of(input);
    let found = rules::check_configuration(
        &simulation,
        &NearbyFiles::default(),
        target,
        diagnostic::Input::BuiltJson,
    );
    let has_verbatim = !gateway.verbatim.endpoints.is_empty();
    if found.is_empty() && !has_verbatim {
        return;
    }
    let places = Places::of(gateway, &simulation.document, passed);
    if has_verbatim {
        let known: HashSet<(&str, Span)> = found.iter().map(|d| (d.rule.code, d.primary.span)).collect();
        let of_input = verbatim::findings(&simulation, target, settings).into_iter();
        let authored = of_input.filter(|finding| is_verbatim(gateway, &places, finding));
        let authored = authored.filter(|finding| !known.contains(&(finding.rule.code, finding.primary.span)));
        written.passed.extend(authored.filter_map(|finding| {
            let at: Vec<Place> = finding.spans().map(|span| places.at(span)).filter(|at| at.passed).collect();
            moved(&finding, &at, &places, gateway, target)
        }));
    }
    for finding in found {
        let all: Vec<Place> = finding.spans().map(|span| places.at(span)).collect();
        let (authored, own): (Vec<Place>, Vec<Place>) = all.into_iter().partition(|place| place.passed);
        let here = |at: &[Place]| moved(&finding, at, &places, gateway, target);
        written.passed.extend(here(&authored));
        // The language writes `disable_jwk_security` only for `allow_http: true`, which is a decision of the author.
        let is_allowed = finding.rule == &rules::UNPROTECTED_KEYS;
        match finding.severity {
            _ if finding.rule == &rules::BACKTRACK_MISSED => written.passed.extend(here(&own)),
            Severity::Error if !is_allowed && !is_declared(&finding) => written.refused.extend(here(&own)),
            _ => written.lowered.extend(here(&own)),
        }
    }
}

/// Whether route files declare just this: only `audiences: { all: [...] }` requires several audiences.
fn is_declared(finding: &Diagnostic) -> bool {
    finding.rule == &rules::AUDIENCE_MEANS_ALL
}

/// Whether a finding is about an endpoint in KrakenD's own words.
fn is_verbatim(gateway: &Gateway, places: &Places<'_>, finding: &Diagnostic) -> bool {
    places.at(finding.primary.span).endpoint.is_some_and(|at| at >= gateway.endpoints.len())
}

/// The finding at authored places; `None` without such a place. Its fix would edit generated text, so it becomes the
/// help.
fn moved(
    finding: &Diagnostic,
    at: &[Place],
    places: &Places<'_>,
    gateway: &Gateway,
    target: Target,
) -> Option<Diagnostic> {
    let first = at.first()?;
    let mut moved = finding.clone();
    moved.primary.span = first.span;
    moved.places = distinct(at.iter().map(|place| place.span));
    if moved.places.len() < 2 {
        moved.places.clear();
    }
    moved.related = related(finding, first.span, places, gateway);
    let fix = moved.fix.take();
    if finding.rule == &rules::TWO_SPELLINGS
        && finding.related.iter().any(|label| !places.at(label.span).passed)
    {
        moved.related.clear();
        moved.help = Some("remove it: `gwc` generates the other spelling".to_owned());
    }
    moved.help = moved.help.or(fix.map(|fix| fix.title));
    if [&rules::UNREAD_KEY, &rules::MISPLACED_KEY].contains(&finding.rule) {
        moved.message = moved.message.replace(Level::Service.place(), "in `krakend_root`");
    }
    moved.notes.push(format!("found in the KrakenD configuration that `gwc` generates for `{target}`"));
    let endpoints = distinct(at.iter().map(|place| place.endpoint));
    moved.route = match endpoints.as_slice() {
        [Some(only)] => match gateway.endpoints.get(*only) {
            Some(endpoint) => Some(endpoint.key()),
            None => gateway.verbatim.endpoint_of(only - gateway.endpoints.len()).map(Endpoint::key),
        },
        _ => None,
    };
    Some(moved)
}

/// A label at an authored place: a path that conflicts is not written there, but generated from it.
fn text_of(label: &Label, place: Place, gateway: &Gateway) -> String {
    let service = place.endpoint.and_then(|at| gateway.endpoints.get(at)?.service);
    match service {
        Some(service) if [read::CONFLICTING_PLACE, read::FIRST_PLACE].contains(&&*label.text) => {
            format!("the service `{}` generates it from this line", gateway.service(service).name.value)
        }
        _ => label.text.clone(),
    }
}

fn related(finding: &Diagnostic, primary: Span, places: &Places<'_>, gateway: &Gateway) -> Vec<Label> {
    let mut labels: Vec<Label> = Vec::new();
    for label in &finding.related {
        let place = places.at(label.span);
        let span = place.span;
        if span != primary && labels.iter().all(|known| known.span != span) {
            labels.push(Label { span, text: text_of(label, place, gateway) });
        }
    }
    labels
}

fn distinct<T: Copy + Eq + std::hash::Hash>(items: impl Iterator<Item = T>) -> Vec<T> {
    let mut seen = HashSet::new();
    items.filter(|item| seen.insert(*item)).collect()
}

/// One finding for each rule and place: many endpoints and several targets share a line.
fn merge(findings: Vec<Diagnostic>, merged: &mut Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut kept: Vec<Diagnostic> = Vec::new();
    let mut seen: HashMap<(&str, Span), usize> = HashMap::new();
    let mut notes: HashSet<(usize, String)> = HashSet::new();
    for finding in findings {
        let key = (finding.rule.code, finding.primary.span);
        let at = *seen.entry(key).or_insert(kept.len());
        let new: Vec<String> =
            finding.notes.iter().filter(|note| notes.insert((at, (*note).clone()))).cloned().collect();
        match kept.get_mut(at) {
            None => kept.push(finding),
            Some(first) => {
                first.notes.extend(new);
                first.severity = first.severity.max(finding.severity);
                if first.route != finding.route {
                    first.route = None;
                }
                merged.push(finding);
            }
        }
    }
    kept
}
