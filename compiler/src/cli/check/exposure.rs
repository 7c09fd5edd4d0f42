//! Changes that widen exposure, as findings at the place of the edit: they fail `check --against` whatever the severity
//! of the rules that see the same edit.

use super::change_rule;
use crate::cli::diff::pairs::{Named, Pair, pairs};
use crate::cli::session::Session;
use crate::compared::{self, Prepared};
use crate::model::{Gateway, Source};
use crate::rules;
use gwc_diff::{Change, Comparison, Exposure};
use gwc_syntax::diagnostic::{Diagnostic, Severity};
use gwc_syntax::source::Span;
use gwc_syntax::value::Date;

/// The findings about what a change exposes; approved changes are left out.
///
/// # Errors
/// The gateways cannot be compared: the reason as a message.
pub(super) fn findings(before: &Session, now: &Session, today: Date) -> Result<Vec<Diagnostic>, String> {
    let (old, new) = (gateways(before), gateways(now));
    let mut found = Vec::new();
    for pair in pairs(&old, &new) {
        let Some((comparison, spans, whole)) = compare(&pair)? else { continue };
        let is_open = |change: &&Change| {
            let print = change.fingerprint.to_string();
            let approved = now.settings.approvals.iter().any(|approval| approval.covers(&print, today));
            change.exposure() == Exposure::Widens && !approved
        };
        let changes = comparison.changes.iter().filter(is_open);
        found.extend(changes.filter_map(|change| finding(change, &spans, whole)));
    }
    Ok(found)
}

/// The gateways of a session: those of route files by name, configurations by file.
fn gateways<'s>(session: &'s Session) -> Vec<Named<&'s Gateway>> {
    let named = |gateway: &'s Gateway| {
        let name = match gateway.source {
            Source::Routes => gateway.name.value.clone(),
            Source::Krakend => session.sources.file(gateway.name.span.file).path.clone(),
        };
        Named { name, gateway }
    };
    session
        .compiled
        .compilations()
        .filter_map(|compilation| compilation.gateway.as_ref())
        .map(named)
        .collect()
}

/// The comparison with the places of the new side; nothing when the gateway is gone.
fn compare(pair: &Pair<'_, &Gateway>) -> Result<Option<(Comparison, Vec<Span>, Span)>, String> {
    let Some(after) = pair.after else { return Ok(None) };
    let new: Prepared = compared::of_model(after, None)?;
    let old = match pair.before {
        Some(before) => compared::of_model(before, None)?,
        None => new.without_endpoints(),
    };
    let comparison = gwc_diff::compare(&old.side, &new.side).map_err(|error| error.to_string())?;
    Ok(Some((comparison, new.spans, after.name.span)))
}

/// The finding for a change, at its first place on the new side, else at the gateway.
fn finding(change: &Change, spans: &[Span], whole: Span) -> Option<Diagnostic> {
    let rule = change_rule::rule(change.kind)?;
    let places: Vec<Span> =
        change.places_after.iter().filter_map(|place| spans.get(place.0 as usize)).copied().collect();
    let about = match change.endpoints.as_slice() {
        [] => "the gateway".to_owned(),
        [only] => format!("`{only}`"),
        [first, other] => format!("`{first}` and `{other}`"),
        [first, others @ ..] => format!("`{first}` and {} other endpoints", others.len()),
    };
    let masked =
        |text: &Option<String>| text.as_deref().map(|text| rules::without_secret_shapes(text).into_owned());
    let values = match (masked(&change.before), masked(&change.after)) {
        (Some(before), Some(after)) => format!("; before {before}, now {after}"),
        (Some(before), None) => format!("; before {before}"),
        (None, Some(after)) => format!("; now {after}"),
        (None, None) => String::new(),
    };
    let mut finding = rule
        .at(
            places.first().copied().unwrap_or(whole),
            format!("this change exposes more of {about}: {}{values}", inside(change.kind.summary())),
        )
        .severity(Severity::Error)
        .help(format!(
            "undo it, or approve it in `gwc.toml` with `[[approve]]` and `change = \"{}\"`",
            change.fingerprint
        ));
    if let [only] = change.endpoints.as_slice() {
        finding = finding.route(only.to_string());
    }
    if let Some(witness) = &change.witness {
        finding = finding.note(format!("before: {}; now: {}", witness.before, witness.after));
    }
    if places.len() > 1 {
        finding.places = places;
    }
    Some(finding)
}

/// A sentence as a part of another: it begins in lower case, except an abbreviation such as CORS, and has no period.
fn inside(sentence: &str) -> String {
    let sentence = sentence.strip_suffix('.').unwrap_or(sentence);
    let mut chars = sentence.chars();
    match (chars.next(), chars.next()) {
        (Some(first), Some(second)) if !second.is_uppercase() => {
            format!("{}{}", first.to_lowercase(), &sentence[first.len_utf8()..])
        }
        _ => sentence.to_owned(),
    }
}
