//! An upstream path that an endpoint newly reaches, and that another endpoint protects: the callers of the first one do not
//! need what the other one requires any more.

use std::cell::RefCell;
use std::collections::HashMap;

use super::credential::required;
use super::sides::Sides;
use super::{addresses, checks, metered, require};
use crate::difference::{Difference, Differences, Opened};
use crate::hosts::is_answered;
use crate::kind::{Exposure, Kind};
use crate::target::{Slot, Target, Wanted, Way, between, covers, meet};
use crate::view::{Checked, Shared, View};

/// The changes of where requests go, the one that tells most first.
const KINDS: [Kind; 5] = [
    Kind::UpstreamPathChanged,
    Kind::UpstreamChanged,
    Kind::UpstreamOutside,
    Kind::UpstreamCleartext,
    Kind::UpstreamMethodChanged,
];

/// An endpoint that newly reaches something.
struct Arrival<'v> {
    before: &'v Shared<'v>,
    after: &'v Shared<'v>,
    /// The endpoint as it is now.
    view: &'v View<'v>,
    /// Where its requests arrived before.
    was: Vec<Target>,
    /// Whether the endpoints of a mark protect no more than it, for each side.
    open: [RefCell<HashMap<u32, bool>>; 2],
}

/// Adds to each change of where requests go that they reach what another endpoint protects.
pub(super) fn compare(sides: &Sides<'_, '_>, out: &mut Differences) {
    let is_moved = |difference: &Difference| {
        KINDS.contains(&difference.kind) || matches!(difference.kind, Kind::CallAdded | Kind::CallChanged)
    };
    if !out.0.iter().any(is_moved) {
        return;
    }
    // Without a host that was answered, no request arrived anywhere before; without one that is, none does now.
    if !is_answered(&sides.after.plan.hosts) {
        return;
    }
    let old = sides.before.targets_of(sides.segments).into_iter();
    let was = old.map(|(_, target)| target).filter(|_| is_answered(&sides.before.plan.hosts)).collect();
    let arrival = Arrival::new(sides.after, sides.before.shared(), was);
    for (way, is) in sides.after.targets_of(sides.segments) {
        if arrival.was.contains(&is) {
            continue;
        }
        let found = change_of(way, &out.0).filter(|at| out.0[*at].opened.is_none());
        if let Some(at) = found
            && let Some((guard, place)) = arrival.guarded(&is)
        {
            arrival.mark(&mut out.0[at], (&guard, &is, &place));
        }
    }
}

/// The same for an endpoint that was added.
pub(crate) fn by_added(view: &View<'_>, before: &Shared<'_>, added: &mut Difference) {
    if added.exposure == Exposure::Widens {
        return;
    }
    let arrival = Arrival::new(view, before, Vec::new());
    for (_, is) in view.targets_of(view.all()) {
        if let Some((guard, place)) = arrival.guarded_before(&is) {
            arrival.mark(added, (&guard, &is, &place));
            return;
        }
    }
}

/// The change that reports where one of the ways of an endpoint leads.
fn change_of(way: Way<'_>, found: &[Difference]) -> Option<usize> {
    let of_kind = |kind: &Kind| found.iter().position(|difference| difference.kind == *kind);
    let is_of_split = |difference: &Difference| KINDS[1..4].contains(&difference.kind);
    match way {
        Way::Main => KINDS.iter().find_map(of_kind),
        // The change of a split is found last.
        Way::Split => {
            of_kind(&KINDS[0]).or_else(|| found.iter().rposition(is_of_split)).or_else(|| of_kind(&KINDS[4]))
        }
        Way::Call(part) => found.iter().position(|difference| {
            let after = difference.after.as_deref().unwrap_or_default();
            matches!(difference.kind, Kind::CallAdded | Kind::CallChanged)
                && after.strip_prefix(part).is_some_and(|rest| rest.starts_with(':'))
        }),
    }
}

impl<'v> Arrival<'v> {
    fn new(view: &'v View<'v>, before: &'v Shared<'v>, was: Vec<Target>) -> Arrival<'v> {
        Arrival { before, after: view.shared(), view, was, open: [RefCell::default(), RefCell::default()] }
    }

    /// An endpoint that requires more for a place that this one did not reach before, and no other one for less.
    fn guarded(&self, is: &Target) -> Option<(View<'v>, Target)> {
        self.guard(1, is).or_else(|| self.guarded_before(is))
    }

    fn guarded_before(&self, is: &Target) -> Option<(View<'v>, Target)> {
        self.guard(0, is)
    }

    fn side(&self, side: usize) -> &'v Shared<'v> {
        [self.before, self.after][side]
    }

    /// Such an endpoint of one side.
    fn guard(&self, side: usize, is: &Target) -> Option<(View<'v>, Target)> {
        let shared = self.side(side);
        let own = if side == 1 { Some(self.view.index) } else { self.twin(1, self.view.index) };
        let mut found = None;
        let mut is_guard = |index: u32, target: &Target| {
            let Some(place) = meet(is, target).filter(|_| Some(index) != own) else { return false };
            let is_guarded = !self.moved_with(side, index) && !self.was_reached(&place);
            if is_guarded {
                found = Some((shared.view(index), place));
            }
            is_guarded
        };
        let of_mark = &mut |mark, index| !self.protects_no_more(side, mark, index);
        shared.reach().index.any(is, &mut Wanted { of_mark, is: &mut is_guard });
        found
    }

    /// The endpoint that was there before, of one of a side.
    fn twin(&self, side: usize, index: u32) -> Option<u32> {
        if side == 0 { Some(index) } else { self.after.twin(index, self.before) }
    }

    /// Whether all callers of the endpoint may call those with a mark. The index is one of them.
    fn protects_no_more(&self, side: usize, mark: u32, index: u32) -> bool {
        if let Some(known) = self.open[side].borrow().get(&mark) {
            return *known;
        }
        let is_open = protects_no_more(self.view, &self.side(side).view(index));
        self.open[side].borrow_mut().insert(mark, is_open);
        is_open
    }

    /// Whether the place that a guard had before was reached then: both moved.
    fn moved_with(&self, side: usize, guard: u32) -> bool {
        let Some(twin) = self.twin(side, guard) else { return false };
        let had = self.before.reach().index.of(twin);
        self.was.iter().any(|was| had.iter().any(|(_, target)| meet(was, target).is_some()))
    }

    /// Whether all callers of the endpoint reached a place before.
    fn was_reached(&self, place: &Target) -> bool {
        let of_mark = &mut |mark, index| self.protects_no_more(0, mark, index);
        let is = &mut |_: u32, target: &Target| covers(target, place);
        self.before.reach().index.any(place, &mut Wanted { of_mark, is })
    }

    fn mark(&self, difference: &mut Difference, (guard, is, place): (&View<'_>, &Target, &Target)) {
        let endpoint = guard.endpoint;
        difference.after = Some(format!(
            "{}, where `{} {}` requires {}",
            difference.after.as_deref().unwrap_or_default(),
            endpoint.method,
            endpoint.path,
            required_beside(self.view, guard)
        ));
        let filled = is.slots.iter().zip(&place.slots).filter_map(|pair| match pair {
            (Slot::Segment(at), Slot::Text(text)) => Some((*at, text.clone())),
            (around @ Slot::Around { at, .. }, Slot::Text(text)) => {
                between(around, text).map(|text| (*at, text.to_owned()))
            }
            _ => None,
        });
        difference.opened =
            Some(Opened { public: self.view.checks().is_empty(), segments: filled.collect() });
        difference.exposure = Exposure::Widens;
    }
}

/// What a guard requires that an endpoint does not.
fn required_beside(view: &View<'_>, guard: &View<'_>) -> String {
    let mut texts = Vec::new();
    if !(guard.checks().is_empty() || requires_all_of(view, guard)) {
        texts.push(required(guard));
    }
    if addresses::admitted_by_one(guard, view).is_some() {
        texts.push(format!("a client at {}", addresses::shown(&guard.plan.addresses)));
    }
    texts.extend(metered::required_beside(view, guard));
    texts.join(" and ")
}

/// Whether all callers of an endpoint may call the other one too.
fn protects_no_more(view: &View<'_>, other: &View<'_>) -> bool {
    (other.checks().is_empty() || requires_all_of(view, other))
        && addresses::admitted_by_one(other, view).is_none()
        && metered::required_beside(view, other).is_empty()
}

/// Whether each credential that one endpoint accepts is accepted by the other one.
fn requires_all_of(one: &View<'_>, other: &View<'_>) -> bool {
    let (own, others) = (one.checks(), other.checks());
    let is_accepted = |check: &Checked<'_>| {
        others.iter().any(|known| {
            let mut found = Differences::default();
            if checks::have_one_kind(known, check) {
                checks::compare((known, check), &mut found);
                let widens = found.0.iter().any(|found| found.exposure == Exposure::Widens);
                return !widens && require::requires_all_of((one, check), (other, known));
            }
            false
        })
    };
    !own.is_empty() && own.iter().all(is_accepted)
}
