//! An upstream path that an endpoint newly reaches, and that another endpoint requires a credential for: the callers of
//! the first one do not need that credential any more.

use super::credential::required;
use super::sides::Sides;
use super::{checks, require};
use crate::difference::{Difference, Differences, Opened};
use crate::kind::{Exposure, Kind};
use crate::router::shape;
use crate::target::{Slot, Target, covers, meet};
use crate::view::View;

/// The changes of where requests go, the one that tells most first.
const KINDS: [Kind; 5] = [
    Kind::UpstreamPathChanged,
    Kind::UpstreamChanged,
    Kind::UpstreamOutside,
    Kind::UpstreamCleartext,
    Kind::UpstreamMethodChanged,
];

/// Adds to the change of where requests go that they reach what needs a credential elsewhere.
pub(super) fn compare(sides: &Sides<'_, '_>, out: &mut Differences) {
    let of_kind = |kind: &Kind| out.0.iter().position(|difference| difference.kind == *kind);
    let Some(at) = KINDS.iter().find_map(of_kind) else { return };
    let targets = [sides.before, sides.after].map(|view| view.target(sides.segments));
    let [Some(was), Some(is)] = targets else { return };
    if was == is {
        return;
    }
    if let Some((guard, place)) = guarded(sides, (&was, &is)) {
        mark(&mut out.0[at], sides, (&guard, &is, &place));
    }
}

/// An endpoint that requires more for a place that the endpoint did not reach before, and no other one for less.
fn guarded<'s>(sides: &Sides<'_, 's>, (was, is): (&Target, &Target)) -> Option<(View<'s>, Target)> {
    for side in [sides.after, sides.before] {
        for (index, target) in side.others() {
            let Some(place) = meet(is, target) else { continue };
            let guard = side.other(index);
            let is_open = guard.checks().is_empty() || requires_all_of(sides.after, &guard);
            if !is_open && !was_reached(sides, &place) && !was_met(sides.before, was, &guard) {
                return Some((guard, place));
            }
        }
    }
    None
}

/// Whether the place that a guard had before was reached then: both moved.
fn was_met(before: &View<'_>, was: &Target, guard: &View<'_>) -> bool {
    let is_guard = |index: u32| {
        let known = &before.gateway().endpoints[index as usize];
        known.method == guard.endpoint.method
            && shape(&known.path.segments) == shape(&guard.endpoint.path.segments)
    };
    before.targets().any(|(index, target)| meet(was, target).is_some() && is_guard(index))
}

/// Whether a place was reached before by those that may call the endpoint now.
fn was_reached(sides: &Sides<'_, '_>, place: &Target) -> bool {
    sides.before.targets().any(|(index, target)| {
        covers(target, place) && {
            let way = sides.before.other(index);
            way.checks().is_empty() || requires_all_of(sides.after, &way)
        }
    })
}

/// Whether each credential that one endpoint accepts is accepted by the other one.
fn requires_all_of(one: &View<'_>, other: &View<'_>) -> bool {
    let (own, others) = (one.checks(), other.checks());
    let is_accepted = |check: &crate::view::Checked<'_>| {
        others.iter().any(|known| {
            let mut found = Differences::default();
            if checks::have_one_kind(known, check) {
                checks::compare((known, check), &mut found);
                let widens = found.0.iter().any(|found| found.kind.exposure() == Exposure::Widens);
                return !widens && require::requires_all_of((one, check), (other, known));
            }
            false
        })
    };
    !own.is_empty() && own.iter().all(is_accepted)
}

fn mark(
    difference: &mut Difference,
    sides: &Sides<'_, '_>,
    (guard, is, place): (&View<'_>, &Target, &Target),
) {
    let endpoint = guard.endpoint;
    let told = format!(
        "{}, where `{} {}` requires {}",
        difference.after.as_deref().unwrap_or_default(),
        endpoint.method,
        endpoint.path,
        required(guard)
    );
    difference.after = Some(told);
    let filled = is.slots.iter().zip(&place.slots).filter_map(|pair| match pair {
        (Slot::Segment(at), Slot::Text(text)) => Some((*at, text.clone())),
        _ => None,
    });
    difference.opened = Some(Opened { public: sides.after.checks().is_empty(), segments: filled.collect() });
}
