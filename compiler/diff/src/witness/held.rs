//! The credential of a request that shows a change, and what both sides make of it.

use gwc_artifact::Auth;

use super::candidates;
use super::place::Place;
use super::verify::{Mismatch, Verified, mismatches, verify};
use crate::kind::Kind;
use crate::presented::Presented;
use crate::side::Aspect;
use crate::view::View;

/// A credential at its place, with the page that the request comes from.
pub(super) struct Held<'s> {
    pub(super) presented: Presented,
    /// The header that has it, with a placeholder.
    pub(super) header: (String, String),
    /// The host of a page.
    pub(super) page: Option<String>,
    /// What each side makes of it; none where no endpoint takes the request.
    pub(super) verified: [Option<Verified<'s>>; 2],
}

/// On which sides the credential of a request is accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Accepted {
    /// On both, or they require no credential.
    Both,
    /// On one of them, by its position; on the other one the request is refused with this status.
    Only(usize, &'static str),
}

/// Where a credential that shows a change of this kind is accepted.
fn accepted(kind: Kind) -> Accepted {
    match kind {
        Kind::CredentialAccepted
        | Kind::IssuerChanged
        | Kind::IssuerUnchecked
        | Kind::AlgorithmAccepted
        | Kind::AudienceWidened
        | Kind::SourceAdded
        | Kind::LeewayRaised
        | Kind::KeyPrefixAccepted => Accepted::Only(1, "401"),
        Kind::CredentialRefused
        | Kind::IssuerChecked
        | Kind::AlgorithmRefused
        | Kind::AudienceNarrowed
        | Kind::SourceRemoved
        | Kind::LeewayLowered
        | Kind::KeyPrefixRefused => Accepted::Only(0, "401"),
        Kind::RequirementRemoved => Accepted::Only(1, "403"),
        Kind::RequirementAdded => Accepted::Only(0, "403"),
        _ => Accepted::Both,
    }
}

/// What alone keeps the other side from accepting a credential that shows a change of this kind.
fn reason(kind: Kind) -> Option<Mismatch> {
    Some(match kind {
        Kind::IssuerChanged | Kind::IssuerUnchecked | Kind::IssuerChecked => Mismatch::Issuer,
        Kind::AlgorithmAccepted | Kind::AlgorithmRefused => Mismatch::Algorithm,
        Kind::AudienceWidened | Kind::AudienceNarrowed => Mismatch::Audience,
        Kind::SourceAdded | Kind::SourceRemoved => Mismatch::Source,
        Kind::LeewayRaised | Kind::LeewayLowered => Mismatch::Expired,
        Kind::KeyPrefixAccepted | Kind::KeyPrefixRefused => Mismatch::Prefix,
        _ => return None,
    })
}

/// The credential that shows a change of this kind best; none where no check reads one.
pub(super) fn find<'s>(kind: Kind, views: [Option<&View<'s>>; 2]) -> Option<Held<'s>> {
    let first = match accepted(kind) {
        Accepted::Only(side, _) => side,
        Accepted::Both => 0,
    };
    let candidates = candidates::all([views[first], views[1 - first]]);
    let mut best: Option<(u8, Held<'s>)> = None;
    for page in pages(views) {
        for (place, presented) in &candidates {
            let verified = views.map(|view| Some(verify(view?, place, presented, page.as_deref())));
            let rank = rank(kind, views, (place, presented), &verified);
            if best.as_ref().is_some_and(|(known, _)| *known <= rank) {
                continue;
            }
            let (presented, header) = (presented.clone(), place.header(presented));
            best = Some((rank, Held { presented, header, page: page.clone(), verified }));
            if rank == 0 {
                return best.map(|(_, held)| held);
            }
        }
    }
    best.map(|(_, held)| held)
}

/// No page, and each that a credential of either side is accepted from.
fn pages(views: [Option<&View<'_>>; 2]) -> Vec<Option<String>> {
    let checks = views.into_iter().flatten().flat_map(View::verified);
    let mut hosts: Vec<String> =
        checks.filter_map(|check| check.auth).flat_map(|auth| auth.origins.to_vec()).collect();
    hosts.sort();
    hosts.dedup();
    std::iter::once(None).chain(hosts.into_iter().map(Some)).collect()
}

/// How badly a credential shows a change: zero is best.
fn rank(
    kind: Kind,
    views: [Option<&View<'_>>; 2],
    candidate: (&Place, &Presented),
    verified: &[Option<Verified<'_>>; 2],
) -> u8 {
    let is_accepted = |side: usize| verified[side].as_ref().is_none_or(Verified::is_accepted);
    let status = |side: usize| verified[side].as_ref().and_then(Verified::status);
    match accepted(kind) {
        Accepted::Only(side, wanted) => {
            let other = 1 - side;
            match (is_accepted(side), status(other)) {
                (true, Some(found)) if found == wanted => {
                    u8::from(!is_reason(kind, views[other], candidate, verified[side].as_ref()))
                }
                (true, _) if !is_accepted(other) => 2,
                (true, _) => 3,
                (false, _) => 4,
            }
        }
        Accepted::Both => match (kind, status(0), status(1)) {
            (Kind::ProtectionRemoved, Some(_), None) if is_accepted(1) => 0,
            (Kind::ProtectionAdded, None, Some(_)) if is_accepted(0) => 0,
            (Kind::ProtectionChanged, before, after) if before.is_some() != after.is_some() => 0,
            _ if is_accepted(0) && is_accepted(1) => {
                u8::from(is_protection(kind)) + u8::from(differs(verified) != is_of_check(kind))
            }
            _ if is_accepted(0) || is_accepted(1) => 3,
            _ => 4,
        },
    }
}

/// Whether what changed is what keeps a check of the other side from accepting the credential, and nothing else.
fn is_reason(
    kind: Kind,
    other: Option<&View<'_>>,
    (place, presented): (&Place, &Presented),
    by: Option<&Verified<'_>>,
) -> bool {
    let checks = other.map(View::checks).unwrap_or_default();
    let Some(wanted) = reason(kind) else {
        // One check more or less: it has no namesake.
        return match by {
            Some(Verified::By(check)) => {
                !matches!(kind, Kind::CredentialAccepted | Kind::CredentialRefused)
                    || checks.iter().all(|other| other.name != check.name)
            }
            _ => false,
        };
    };
    checks.iter().any(|check| mismatches(check, place, presented) == [wanted])
}

/// Whether the two checks that accept the credential are set otherwise.
fn differs(verified: &[Option<Verified<'_>>; 2]) -> bool {
    match verified {
        [Some(Verified::By(one)), Some(Verified::By(other))] => {
            let settings = |auth: &Auth| Auth { name: String::new(), ..auth.clone() };
            one.auth.map(settings) != other.auth.map(settings)
        }
        _ => false,
    }
}

/// Whether a change may be one of the pages that a credential is accepted from.
pub(super) fn is_protection(kind: Kind) -> bool {
    matches!(kind, Kind::ProtectionRemoved | Kind::ProtectionAdded | Kind::ProtectionChanged)
}

/// Whether a change may be one of the check itself.
pub(super) fn is_of_check(kind: Kind) -> bool {
    matches!(kind.aspect(), Aspect::Check | Aspect::Limits | Aspect::Headers | Aspect::Credentials)
}
