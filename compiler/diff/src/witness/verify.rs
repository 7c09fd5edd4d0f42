//! What a side makes of the one credential of a request.

use gwc_artifact::{Audiences, Auth, AuthKind, Issuer, Jwt, Requirement};

use super::place::Place;
use crate::checks::implies;
use crate::presented::{Presented, Token};
use crate::view::{Checked, View};

/// The result.
#[derive(Clone, Copy)]
pub(super) enum Verified<'s> {
    /// No credential is required.
    Public,
    /// A check accepts it.
    By(Checked<'s>),
    /// A service decides, that knows nothing of this credential.
    Asked(&'s str),
    /// The request is refused with this status.
    Refused(&'static str),
}

impl Verified<'_> {
    /// Whether the request goes on.
    pub(super) fn is_accepted(&self) -> bool {
        matches!(self, Verified::Public | Verified::By(_))
    }

    /// The status of a refusal.
    pub(super) fn status(&self) -> Option<&'static str> {
        match self {
            Verified::Refused(status) => Some(status),
            _ => None,
        }
    }
}

/// Why a check does not accept a credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mismatch {
    /// It is for other credentials.
    Sort,
    /// It does not read it there.
    Source,
    Issuer,
    Algorithm,
    Audience,
    Expired,
    Prefix,
}

/// Follows the runtime: the checks that read the place decide, in order; what begins as a key is one; a token that lacks what
/// a check requires is left to the checks behind it; a service is asked last. `page` is the host of the page that the request comes from.
pub(super) fn verify<'s>(
    view: &View<'s>,
    place: &Place,
    presented: &Presented,
    page: Option<&str>,
) -> Verified<'s> {
    let reading: Vec<Checked<'s>> =
        view.verified().into_iter().filter(|check| place.is_read_by(check)).collect();
    if reading.is_empty() && view.endpoint.credential.is_open() {
        return Verified::Public;
    }
    let service = reading.iter().find(|check| matches!(check.kind, Some(AuthKind::External(_))));
    let is_first = |check: &Checked<'s>| service.is_none_or(|service| service.name == check.name);
    let accepts = |check: &&Checked<'s>| {
        let is_service = matches!(check.kind, Some(AuthKind::External(_)));
        (!is_service || is_first(check)) && mismatches(check, place, presented).is_empty()
    };
    let is_left = |check: &Checked<'s>| {
        matches!(check.kind, Some(AuthKind::Jwt(_))) && !holds_all_of(check, presented, &[])
    };
    let Some(found) = reading.iter().filter(accepts).find(|check| !is_left(check)) else {
        return match service.and_then(|check| check.kind) {
            _ if reading.iter().any(|check| accepts(&check)) => Verified::Refused("403"),
            Some(AuthKind::External(external)) => Verified::Asked(&external.url),
            _ => Verified::Refused("401"),
        };
    };
    match holds_all_of(found, presented, &view.plan.require)
        && found.auth.is_none_or(|auth| admits(auth, page))
    {
        true => Verified::By(*found),
        false => Verified::Refused("403"),
    }
}

/// Whether a credential holds what its check requires, and an endpoint besides.
fn holds_all_of(check: &Checked<'_>, presented: &Presented, besides: &[Requirement]) -> bool {
    let of_check = check.kind.map_or(&[][..], AuthKind::requirements);
    let held = if check.kind.is_some_and(AuthKind::has_claims) { presented.holds() } else { &[] };
    let is_held = |one: &Requirement| held.iter().any(|held| implies(held, one));
    of_check.iter().chain(besides).all(is_held)
}

fn admits(auth: &Auth, page: Option<&str>) -> bool {
    let is_below = |origin: &String| {
        let rest = page.and_then(|page| page.strip_suffix(origin.as_str()));
        rest.is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    auth.origins.is_empty() || auth.origins.iter().any(is_below)
}

/// All that keeps a check from accepting a credential at a place.
pub(super) fn mismatches(check: &Checked<'_>, place: &Place, presented: &Presented) -> Vec<Mismatch> {
    let mut found = Vec::new();
    if !place.is_read_by(check) {
        found.push(Mismatch::Source);
    }
    match (check.kind, presented) {
        (Some(AuthKind::Jwt(jwt)), Presented::Token(token)) => found.extend(of_token(jwt, token)),
        (Some(AuthKind::ApiKey(key)), Presented::Key { prefix, .. }) => {
            let is_known = key.prefixes.iter().any(|known| prefix.starts_with(known.as_str()));
            found.extend((!is_known).then_some(Mismatch::Prefix));
        }
        (Some(AuthKind::External(check)), Presented::Opaque { url }) if check.url == *url => {}
        _ => found.push(Mismatch::Sort),
    }
    found
}

fn of_token(jwt: &Jwt, token: &Token) -> Vec<Mismatch> {
    let is_issued = match &jwt.issuer {
        Issuer::Any => true,
        Issuer::Exact(issuer) => *issuer == token.issuer,
    };
    [
        (is_issued, Mismatch::Issuer),
        (jwt.algorithms.contains(&token.algorithm), Mismatch::Algorithm),
        (is_for(jwt, &token.audiences), Mismatch::Audience),
        (token.expired <= jwt.leeway, Mismatch::Expired),
    ]
    .into_iter()
    .filter_map(|(fits, mismatch)| (!fits).then_some(mismatch))
    .collect()
}

fn is_for(jwt: &Jwt, audiences: &[String]) -> bool {
    match &jwt.audiences {
        Audiences::Any => true,
        Audiences::List(names) => names.iter().any(|name| audiences.contains(name)),
        Audiences::All(names) => names.iter().all(|name| audiences.contains(name)),
    }
}
