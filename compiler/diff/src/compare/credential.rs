//! Which credential is required.

use gwc_artifact::{AuthKind, Issuer};

use super::sides::Sides;
use super::{checks, require};
use crate::difference::{Difference, Differences, list};
use crate::kind::Kind;
use crate::side::Aspect;
use crate::view::{Checked, View};

pub(super) fn compare(sides: &Sides<'_, '_>, out: &mut Differences) {
    let (before, after) = (sides.before.checks(), sides.after.checks());
    let places = sides.places(Aspect::Credential);
    match (before.is_empty(), after.is_empty()) {
        (true, true) => optional(sides, out),
        (false, true) => out.push(Kind::CredentialRemoved, (names(&before), public()), places),
        (true, false) => out.push(Kind::CredentialRequired, (public(), names(&after)), places),
        (false, false) => accepted(sides, (&before, &after), out),
    }
}

/// Pairs the checks of both sides: what is alike first, whatever it is called, then what has one name.
fn accepted(sides: &Sides<'_, '_>, all: (&[Checked<'_>], &[Checked<'_>]), out: &mut Differences) {
    let (mut before, mut after) = (all.0.to_vec(), all.1.to_vec());
    let mut pairs = Vec::new();
    let mut pair = |is_pair: &dyn Fn(&Checked<'_>, &Checked<'_>) -> bool| {
        before.retain(|old| match after.iter().position(|new| is_pair(old, new)) {
            Some(at) => {
                pairs.push((*old, after.remove(at)));
                false
            }
            None => true,
        });
    };
    pair(&checks::are_alike);
    pair(&|old, new| old.name == new.name && checks::have_one_kind(old, new));
    pair(&checks::have_one_kind);
    let mut found = Differences::default();
    for (old, new) in &pairs {
        checks::compare((old, new), &mut found);
        require::compare(sides, (old, new), &mut found);
    }
    // Another order within a check decides nothing where the checks read all places in one order together.
    let decides = |one: &Difference| one.kind != Kind::SourceOrderChanged || !read_alike(sides);
    found.0.into_iter().filter(decides).for_each(|difference| out.add(difference));
    let places = sides.places(Aspect::Credential);
    for old in &before {
        out.push(Kind::CredentialRefused, (shown(old), None), places);
    }
    for new in &after {
        out.push(Kind::CredentialAccepted, (None, shown(new)), places);
    }
    order(sides, all, &pairs, out);
}

/// Which credential is read first decides about a request that has two; of the checks that read one place, the first that
/// accepts a token makes the identity of its claims.
fn order(
    sides: &Sides<'_, '_>,
    (before, after): (&[Checked<'_>], &[Checked<'_>]),
    pairs: &[(Checked<'_>, Checked<'_>)],
    out: &mut Differences,
) {
    let place = |name: &str| after.iter().position(|check| check.name == name);
    let of_pair = |check: &Checked<'_>| pairs.iter().find(|(old, _)| old.name == check.name);
    let both: Vec<_> = before.iter().filter_map(of_pair).collect();
    let pairs_of = |at: usize| both[at + 1..].iter().map(move |second| (at, *second));
    let swapped: Vec<_> = (0..both.len())
        .flat_map(pairs_of)
        .map(|(at, second)| (both[at], second))
        .filter(|(first, second)| place(first.1.name) > place(second.1.name))
        .collect();
    // Tokens, keys and what a service knows are told apart, whatever their order is.
    let decides = |(first, second): &(&(Checked<'_>, Checked<'_>), &(Checked<'_>, Checked<'_>))| {
        checks::order_decides(&first.0, &second.0) || checks::order_decides(&first.1, &second.1)
    };
    let is_kept = swapped.is_empty() || (read_alike(sides) && !swapped.iter().any(decides));
    if !is_kept {
        out.push(Kind::SourceOrderChanged, (names(before), names(after)), sides.places(Aspect::Credential));
    }
}

/// Whether the checks of both endpoints read the same places in the same order.
fn read_alike(sides: &Sides<'_, '_>) -> bool {
    sides.before.plan.credential.reads() == sides.after.plan.credential.reads()
}

/// A credential that is verified where a request has one, on an endpoint that is public on both sides: whatever differs
/// between the checks is one change of what the endpoint does with it.
fn optional(sides: &Sides<'_, '_>, out: &mut Differences) {
    let (before, after) = (sides.before.verified(), sides.after.verified());
    let mut found = Differences::default();
    accepted(sides, (&before, &after), &mut found);
    if found.0.is_empty() {
        return;
    }
    let kind = match (before.is_empty(), after.is_empty()) {
        (true, _) => Kind::ProtectionAdded,
        (_, true) => Kind::ProtectionRemoved,
        _ => Kind::ProtectionChanged,
    };
    let shown = |checks: &[Checked<'_>]| match checks {
        [] => "no credential is verified".to_owned(),
        checks => format!("{} is verified if a request has one", names(checks)),
    };
    out.push(kind, (shown(&before), shown(&after)), sides.places(Aspect::Credential));
}

fn public() -> String {
    "no credential".to_owned()
}

/// The credential of an endpoint, in words.
pub(crate) fn required(view: &View<'_>) -> String {
    match view.checks().as_slice() {
        [] => public(),
        checks => names(checks),
    }
}

fn names(checks: &[Checked<'_>]) -> String {
    list([checks.iter().map(shown).collect::<Vec<_>>().join(" or ").as_str()])
}

/// A check, in words.
fn shown(check: &Checked<'_>) -> String {
    let name = check.name;
    match check.kind {
        Some(AuthKind::Jwt(jwt)) => match &jwt.issuer {
            Issuer::Exact(issuer) => format!("`{name}` (token of {issuer})"),
            Issuer::Any => format!("`{name}` (token of any issuer)"),
        },
        Some(AuthKind::ApiKey(_)) => format!("`{name}` (key)"),
        Some(AuthKind::External(check)) => format!("`{name}` (accepted by {})", check.url),
        None => format!("`{name}` (verified before the gateway)"),
    }
}
