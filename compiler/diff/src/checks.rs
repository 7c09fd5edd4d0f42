//! The checks of an endpoint that can decide about a request.

use gwc_artifact::{Audiences, Auth, AuthKind, Endpoint, Gateway, Issuer, Jwt, Text, TokenSource};

/// The checks of the credential of an endpoint, by name and in order, without those that never decide: one before them
/// accepts every token that they accept. `None` is a check outside of the gateway.
pub(crate) fn live<'g>(gateway: &'g Gateway, endpoint: &'g Endpoint) -> Vec<(&'g str, Option<&'g Auth>)> {
    // An optional credential protects nothing: a request without one passes.
    let names: &[Text] = match endpoint.credential.is_open() {
        true => &[],
        false => endpoint.credential.checks(),
    };
    let mut live: Vec<(&str, Option<&Auth>)> = Vec::with_capacity(names.len());
    for name in names {
        let auth = gateway.auth.iter().find(|auth| auth.name == *name);
        let hides = |(_, before): &(&str, Option<&Auth>)| match (before, auth) {
            (Some(before), Some(auth)) => hides(before, auth),
            _ => false,
        };
        if !live.iter().any(hides) {
            live.push((name, auth));
        }
    }
    live
}

/// Whether the first of two checks accepts every token that the second accepts.
fn hides(first: &Auth, second: &Auth) -> bool {
    let (AuthKind::Jwt(first), AuthKind::Jwt(second)) = (&first.kind, &second.kind) else { return false };
    let Jwt {
        issuer,
        jwks_url,
        secret,
        on_error,
        probe: _,
        discover,
        allow_http,
        algorithms,
        audiences,
        sources,
        leeway,
        require: _,
        headers: _,
    } = second;
    let reads = |wanted: &TokenSource| first.sources.iter().any(|source| is_same(source, wanted));
    first.jwks_url == *jwks_url
        && first.secret == *secret
        // While no key is known, both decide together.
        && first.on_error == *on_error
        && first.discover == *discover
        // Where a URL is declared, it is `http` or not; a discovery document may have another one each time.
        && (first.allow_http || !allow_http || !discover)
        && (first.issuer == Issuer::Any || first.issuer == *issuer)
        && algorithms.iter().all(|algorithm| first.algorithms.contains(algorithm))
        && accepts_all_of(&first.audiences, audiences)
        && sources.iter().all(reads)
        && first.leeway >= *leeway
}

/// Whether two places of a token are one.
pub(crate) fn is_same(one: &TokenSource, other: &TokenSource) -> bool {
    match (one, other) {
        (TokenSource::Header(one), TokenSource::Header(other)) => one.eq_ignore_ascii_case(other),
        (one, other) => one == other,
    }
}

/// Whether one accepts every token that the other accepts.
pub(crate) fn accepts_all_of(one: &Audiences, other: &Audiences) -> bool {
    let holds = |some: &[String], of: &[String]| some.iter().all(|audience| of.contains(audience));
    let shares = |some: &[String], of: &[String]| some.iter().any(|audience| of.contains(audience));
    match (one, other) {
        (Audiences::Any, _) => true,
        (_, Audiences::Any) => false,
        (Audiences::List(one), Audiences::List(other)) => holds(other, one),
        (Audiences::List(one), Audiences::All(other)) => shares(one, other),
        (Audiences::All(one), Audiences::All(other)) => holds(one, other),
        // A token for one of the listed ones has just that: it must be all that is wanted.
        (Audiences::All(one), Audiences::List(other)) => {
            other.iter().all(|only| one.iter().all(|wanted| wanted == only))
        }
    }
}
