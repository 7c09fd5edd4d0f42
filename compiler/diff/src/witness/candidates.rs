//! Credentials that may show a change: each that a check of either side accepts, the usual ones first.

use std::time::Duration;

use gwc_artifact::{Audiences, AuthKind, Issuer, Jwt, OneOf, Requirement, Set};

use super::place::Place;
use crate::checks::implies;
use crate::presented::{Presented, Token};
use crate::view::{Checked, View};

/// An issuer that no configuration names.
const OTHER_ISSUER: &str = "https://issuer.invalid";
/// Sets of claims that are tried of one check: some requirements have many values.
const MAX_CLAIMS: usize = 48;

/// Every candidate with its place. `views` begins with the side that is to accept it.
pub(super) fn all(views: [Option<&View<'_>>; 2]) -> Vec<(Place, Presented)> {
    let checks = views.map(|view| view.map(View::verified).unwrap_or_default());
    let leeways = expiries(&checks);
    let mut all = Vec::new();
    for side in [0, 1] {
        for check in &checks[side] {
            let claims = claims(views, side, check, &checks[1 - side]);
            let presented = match check.kind {
                Some(AuthKind::Jwt(jwt)) => tokens(jwt, &checks, &leeways, &claims),
                Some(AuthKind::ApiKey(key)) => {
                    let of = |prefix: &String| {
                        let key = |holds: &Vec<Requirement>| Presented::Key {
                            prefix: prefix.clone(),
                            holds: holds.clone(),
                        };
                        claims
                            .iter()
                            .filter(|holds| holds.iter().all(is_of_record))
                            .map(key)
                            .collect::<Vec<_>>()
                    };
                    key.prefixes.iter().flat_map(of).collect()
                }
                Some(AuthKind::External(check)) => vec![Presented::Opaque { url: check.url.clone() }],
                None => Vec::new(),
            };
            for place in Place::all(check) {
                all.extend(presented.iter().map(|presented| (place.clone(), presented.clone())));
            }
        }
    }
    all
}

fn tokens(
    jwt: &Jwt,
    checks: &[Vec<Checked<'_>>; 2],
    expiries: &[Duration],
    claims: &[Vec<Requirement>],
) -> Vec<Presented> {
    let mut all = Vec::new();
    for issuer in issuers(jwt, checks) {
        for algorithm in jwt.algorithms.iter() {
            for audiences in audiences(&jwt.audiences) {
                for expired in expiries.iter().filter(|expired| **expired <= jwt.leeway) {
                    all.extend(claims.iter().map(|holds| {
                        Presented::Token(Token {
                            issuer: issuer.clone(),
                            algorithm: *algorithm,
                            audiences: audiences.clone(),
                            expired: *expired,
                            holds: holds.clone(),
                        })
                    }));
                }
            }
        }
    }
    all
}

/// The required issuer. A check of any issuer accepts those that other checks require, and one that no check names.
fn issuers(jwt: &Jwt, checks: &[Vec<Checked<'_>>; 2]) -> Vec<String> {
    if let Issuer::Exact(issuer) = &jwt.issuer {
        return vec![issuer.clone()];
    }
    let required = checks.iter().flatten().filter_map(|check| match check.kind {
        Some(AuthKind::Jwt(Jwt { issuer: Issuer::Exact(issuer), .. })) => Some(issuer.clone()),
        _ => None,
    });
    let mut all: Vec<String> = required.chain([OTHER_ISSUER.to_owned()]).collect();
    all.sort();
    all.dedup();
    // One of a required issuer is what most clients have.
    all.sort_by_key(|issuer| issuer == OTHER_ISSUER);
    all
}

fn audiences(audiences: &Audiences) -> Vec<Vec<String>> {
    match audiences {
        Audiences::Any => vec![Vec::new()],
        Audiences::List(names) => names.iter().map(|name| vec![name.clone()]).collect(),
        Audiences::All(names) => vec![names.to_vec()],
    }
}

/// A valid token, and one between each two neighbours of the leeways: it is accepted with the longer one only.
fn expiries(checks: &[Vec<Checked<'_>>; 2]) -> Vec<Duration> {
    let leeway = |check: &Checked<'_>| match check.kind {
        Some(AuthKind::Jwt(jwt)) => Some(jwt.leeway),
        _ => None,
    };
    let mut leeways: Vec<Duration> =
        checks.iter().flatten().filter_map(leeway).chain([Duration::ZERO]).collect();
    leeways.sort();
    leeways.dedup();
    let between = leeways.windows(2).map(|pair| (pair[0] + pair[1]) / 2);
    std::iter::once(Duration::ZERO).chain(between).collect()
}

/// Claims that hold what a check requires: just that, or also what a check of the other side requires.
fn claims(
    views: [Option<&View<'_>>; 2],
    side: usize,
    check: &Checked<'_>,
    others: &[Checked<'_>],
) -> Vec<Vec<Requirement>> {
    let required = |side: usize, check: &Checked<'_>| -> Vec<Requirement> {
        let of_check = check.kind.map_or(&[][..], AuthKind::requirements);
        let of_endpoint = views[side].map(|view| view.plan.require.to_vec()).unwrap_or_default();
        of_check.iter().cloned().chain(of_endpoint).collect()
    };
    let own = required(side, check);
    let mut all = held(&own);
    for other in others {
        all.extend(held(&[own.clone(), required(1 - side, other)].concat()));
    }
    let mut kept: Vec<Vec<Requirement>> = Vec::new();
    for holds in all {
        if !kept.contains(&holds) {
            kept.push(holds);
        }
    }
    kept.truncate(MAX_CLAIMS);
    // A credential that holds nothing may be all that there is.
    if !kept.contains(&Vec::new()) {
        kept.push(Vec::new());
    }
    kept
}

/// Each choice of one value for each requirement; what holds one already needs no value more.
fn held(required: &[Requirement]) -> Vec<Vec<Requirement>> {
    let mut all: Vec<Vec<Requirement>> = vec![Vec::new()];
    for requirement in required {
        let mut next = Vec::new();
        for holds in all {
            if holds.iter().any(|held| implies(held, requirement)) {
                next.push(holds);
                continue;
            }
            for single in singles(requirement) {
                let mut holds = holds.clone();
                holds.push(single);
                next.push(holds);
            }
        }
        next.truncate(MAX_CLAIMS);
        all = next;
    }
    all
}

/// Whether the record of a key can hold it.
fn is_of_record(requirement: &Requirement) -> bool {
    let claim = match requirement {
        Requirement::Role(one_of) | Requirement::Scope(one_of) => &one_of.claim,
        Requirement::Claim(value) => &value.claim,
    };
    matches!(claim.as_str(), "id" | "owner" | "org" | "roles") || claim.starts_with("claims.")
}

fn singles(requirement: &Requirement) -> Vec<Requirement> {
    let each = |OneOf { claim, values }: &OneOf| -> Vec<OneOf> {
        let single = |value: &String| OneOf { claim: claim.clone(), values: Set::from(vec![value.clone()]) };
        values.iter().map(single).collect()
    };
    match requirement {
        Requirement::Role(one_of) => each(one_of).into_iter().map(Requirement::Role).collect(),
        Requirement::Scope(one_of) => each(one_of).into_iter().map(Requirement::Scope).collect(),
        Requirement::Claim(claim) => vec![Requirement::Claim(claim.clone())],
    }
}
