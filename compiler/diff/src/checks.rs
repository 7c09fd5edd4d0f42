//! The checks of an endpoint that can decide about a request.

use gwc_artifact::{
    Audiences, Auth, AuthKind, Endpoint, Gateway, Issuer, Jwt, OneOf, Requirement, Text, TokenSource,
};

/// A check by name; `None` is outside of the gateway.
type Named<'g> = (&'g str, Option<&'g Auth>);

/// The checks of the credential of an endpoint, required or optional, by name and in order, without those that never
/// decide: one before them accepts every token that they accept, or one behind them does, to the same effect. That one has
/// then the place of the first, so that the order of the places that are read is kept.
pub(crate) fn live<'g>(gateway: &'g Gateway, endpoint: &'g Endpoint) -> Vec<Named<'g>> {
    let names: &[Text] = endpoint.credential.checks();
    let mut live: Vec<Named<'_>> = Vec::with_capacity(names.len());
    for name in names {
        let auth = gateway.auth.iter().find(|auth| auth.name == *name);
        if !live.iter().any(|before| both(before, &(name, auth), hides)) {
            live.push((name, auth));
        }
    }
    let mut at = 0;
    while at < live.len() {
        match (at + 1..live.len()).find(|later| takes_place(&live[at..=*later])) {
            Some(later) => live[at] = live.remove(later),
            None => at += 1,
        }
    }
    live
}

/// Whether the last of these checks does the same in the place of the first, which is then needless.
fn takes_place(checks: &[Named<'_>]) -> bool {
    let [first, between @ .., last] = checks else { return false };
    let (Some(one), Some(other)) = (first.1, last.1) else { return false };
    let is_passed = |check: &Named<'_>| check.1.is_some_and(|check| order_is_free(check, other));
    replaces(other, one) && (between.is_empty() || (read_alike(one, other) && between.iter().all(is_passed)))
}

/// Whether both read the same places in the same order.
fn read_alike(one: &Auth, other: &Auth) -> bool {
    let (AuthKind::Jwt(one), AuthKind::Jwt(other)) = (&one.kind, &other.kind) else { return false };
    one.sources.len() == other.sources.len()
        && one.sources.iter().zip(&other.sources).all(|(one, other)| is_same(one, other))
}

/// Whether it makes no difference which of two checks is first, where the places that are read keep their order.
fn order_is_free(one: &Auth, other: &Auth) -> bool {
    let (AuthKind::Jwt(jwt), AuthKind::Jwt(other_jwt)) = (&one.kind, &other.kind) else {
        // Tokens, keys and what a service knows are told apart, whatever their order is.
        return true;
    };
    jwt.on_error == other_jwt.on_error && (!share_tokens(jwt, other_jwt) || effects(one) == effects(other))
}

/// Whether both accept some token. One key may be in two key sets, and a token may have any audiences.
pub(crate) fn share_tokens(one: &Jwt, other: &Jwt) -> bool {
    let is_one_issuer = match (&one.issuer, &other.issuer) {
        (Issuer::Exact(one), Issuer::Exact(other)) => one == other,
        _ => true,
    };
    let is_read = one.sources.iter().any(|source| other.sources.iter().any(|known| is_same(source, known)));
    is_one_issuer && is_read && one.algorithms.iter().any(|known| other.algorithms.contains(known))
}

fn both(one: &Named<'_>, other: &Named<'_>, holds: fn(&Auth, &Auth) -> bool) -> bool {
    matches!((one.1, other.1), (Some(one), Some(other)) if holds(one, other))
}

/// Whether the check behind another one does the same without it: it accepts as much, reads the same places first, and
/// makes the same of a token.
fn replaces(next: &Auth, first: &Auth) -> bool {
    let (AuthKind::Jwt(jwt), AuthKind::Jwt(first_jwt)) = (&next.kind, &first.kind) else { return false };
    let reads_first = jwt.sources.iter().zip(&first_jwt.sources).all(|(one, other)| is_same(one, other));
    reads_first && hides(next, first) && effects(next) == effects(first)
}

/// What follows from a check, once it accepts a token: what is made of claims, the pages, the limits. A token that lacks what
/// the check requires is left to the checks behind it.
pub(crate) fn effects(auth: &Auth) -> impl PartialEq + use<> {
    let Auth { name: _, kind, origins, rate_limit, limit_message } = auth;
    (kind.headers().to_vec(), origins.clone(), rate_limit.clone(), limit_message.clone())
}

/// Whether the first of two checks accepts every token that the second accepts. Without the second one, a token that lacks
/// what both require gets 403 of the first.
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
        require,
        headers: _,
    } = second;
    let is_required = |wanted: &Requirement| require.iter().any(|known| implies(known, wanted));
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
        && first.require.iter().all(is_required)
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

/// Whether every token that holds one holds the other.
pub(crate) fn implies(one: &Requirement, other: &Requirement) -> bool {
    let within = |one: &OneOf, other: &OneOf| {
        one.claim == other.claim && one.values.iter().all(|value| other.values.contains(value))
    };
    match (one, other) {
        (Requirement::Role(one), Requirement::Role(other)) => within(one, other),
        (Requirement::Scope(one), Requirement::Scope(other)) => within(one, other),
        _ => one == other,
    }
}
