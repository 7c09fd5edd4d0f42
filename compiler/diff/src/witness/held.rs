//! The credential of a request that shows a change: a place and a placeholder.

use gwc_artifact::{Auth, AuthKind, TokenSource};

use crate::kind::Kind;
use crate::view::{Checked, View};

/// On which sides the credential of a request is accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Accepted {
    /// On both, or they require no credential.
    Always,
    /// On one of them, by its position; on the other one the request is refused with this status.
    Only(usize, &'static str),
}

/// Where a credential that shows a change of this kind is accepted.
pub(super) fn accepted(kind: Kind) -> Accepted {
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
        _ => Accepted::Always,
    }
}

/// A place that an endpoint reads a credential from.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Place {
    check: String,
    auth: Option<Auth>,
    is_token: bool,
    has_claims: bool,
    /// The header that the request has, with a placeholder.
    header: (String, String),
    /// What tells the place from others: its name in one case, with the beginning of a key.
    key: (String, String),
}

/// A header with a placeholder for a credential that shows the change: one that only one side knows, if there is one, and
/// one that both know where the change is about something else.
pub(super) fn header(kind: Kind, views: [Option<&View<'_>>; 2]) -> Option<(String, String)> {
    let (one, other) = match accepted(kind) {
        Accepted::Only(1, _) => (views[1], views[0]),
        _ => (views[0], views[1]),
    };
    let (all, known) = (one.map(places).unwrap_or_default(), other.map(places).unwrap_or_default());
    let is_wanted = |place: &&Place| match kind {
        Kind::CredentialAccepted | Kind::CredentialRefused => {
            known.iter().all(|one| one.check != place.check)
        }
        Kind::SourceAdded | Kind::SourceRemoved => known.iter().all(|one| one.key.0 != place.key.0),
        Kind::KeyPrefixAccepted | Kind::KeyPrefixRefused => known.iter().all(|one| one.key != place.key),
        Kind::RequirementRemoved | Kind::RequirementAdded => place.has_claims,
        kind if accepted(kind) != Accepted::Always => place.is_token && place.differs(other),
        _ => known.contains(place) && !place.differs(other),
    };
    let found = all.iter().find(is_wanted).or(all.first()).or(known.first());
    found.map(|place| place.header.clone())
}

impl Place {
    /// Whether the check of this name is another one, or set otherwise, on the other side.
    fn differs(&self, other: Option<&View<'_>>) -> bool {
        let checks = other.map(View::checks).unwrap_or_default();
        !checks.iter().any(|check| check.name == self.check && check.auth == self.auth.as_ref())
    }
}

fn places(view: &View<'_>) -> Vec<Place> {
    let of = |check: &Checked<'_>| match check.kind {
        Some(kind) => read(check, kind),
        None => Vec::new(),
    };
    view.checks().iter().flat_map(of).collect()
}

fn read(check: &Checked<'_>, kind: &AuthKind) -> Vec<Place> {
    let place = |name: &str, header: (&str, String), prefix: &str| Place {
        check: check.name.to_owned(),
        auth: check.auth.cloned(),
        is_token: matches!(kind, AuthKind::Jwt(_)),
        has_claims: kind.has_claims(),
        header: (header.0.to_owned(), header.1),
        key: (name.to_ascii_lowercase(), prefix.to_owned()),
    };
    let is_bearer = |name: &str| name.eq_ignore_ascii_case("authorization");
    match kind {
        AuthKind::Jwt(jwt) => {
            let source = |source: &TokenSource| match source {
                TokenSource::Header(name) if is_bearer(name) => {
                    place(name, (name, "Bearer $TOKEN".to_owned()), "")
                }
                TokenSource::Header(name) => place(name, (name, "$TOKEN".to_owned()), ""),
                TokenSource::Cookie(name) => {
                    place(&format!("cookie {name}"), ("Cookie", format!("{name}=$TOKEN")), "")
                }
            };
            jwt.sources.iter().map(source).collect()
        }
        AuthKind::ApiKey(key) => {
            let each = |name: &String| {
                let bearer = if is_bearer(name) { "Bearer " } else { "" };
                let of = |prefix: &String| place(name, (name, format!("{bearer}{prefix}$KEY")), prefix);
                key.prefixes.iter().map(of).collect::<Vec<_>>()
            };
            key.headers.iter().flat_map(each).collect()
        }
        AuthKind::External(check) => {
            check.send.iter().map(|name| place(name, (name, "$CREDENTIAL".to_owned()), "")).collect()
        }
    }
}
