//! Which tokens a check accepts, and what it makes of their claims.

use gwc_artifact::{Algorithm, Audiences, Issuer, Jwt, KeyFailure, Secret, TokenSource};

use super::sides::Places;
use super::sources;
use crate::checks::accepts_all_of;
use crate::difference::{Differences, apart, list};
use crate::kind::Kind;

pub(super) fn compare((before, after): (&Jwt, &Jwt), places: Places, out: &mut Differences) {
    // What the claims must hold is compared together with what the endpoint requires, and the headers that are minted
    // together with what is forwarded of them.
    let Jwt {
        issuer,
        jwks_url,
        secret,
        on_error,
        // No request is decided otherwise: the process is ready at another time.
        probe: _,
        discover,
        allow_http,
        algorithms,
        audiences,
        sources,
        leeway,
        require: _,
        headers: _,
    } = before;
    let Jwt {
        issuer: issuer_after,
        jwks_url: jwks_url_after,
        secret: secret_after,
        on_error: on_error_after,
        probe: _,
        discover: discover_after,
        allow_http: allow_http_after,
        algorithms: algorithms_after,
        audiences: audiences_after,
        sources: sources_after,
        leeway: leeway_after,
        require: _,
        headers: _,
    } = after;
    issuers((issuer, issuer_after), places, out);
    let of_secret = |secret: &Secret| match secret {
        Secret::Env(name) => format!("the secret in `{name}`"),
        Secret::File(path) => format!("the secret in `{path}`"),
    };
    let published = |keys: String, secret: &Option<Secret>| secret.as_ref().map_or(keys, of_secret);
    let keys = (
        published(keys(jwks_url, *discover, *allow_http), secret),
        published(keys(jwks_url_after, *discover_after, *allow_http_after), secret_after),
    );
    if keys.0 != keys.1 {
        out.push(Kind::KeySetChanged, keys, places);
    }
    if on_error != on_error_after {
        let shown = |failure: &KeyFailure| match failure {
            KeyFailure::Closed => "`503` while no key is known".to_owned(),
            KeyFailure::Unauthorized => "`401` while no key is known".to_owned(),
        };
        out.push(Kind::DialectChanged, (shown(on_error), shown(on_error_after)), places);
    }
    algorithms_of((algorithms, algorithms_after), places, out);
    audiences_of((audiences, audiences_after), places, out);
    let texts = |list: &[TokenSource]| list.iter().map(source).collect::<Vec<_>>();
    sources::compare((&texts(sources), &texts(sources_after)), places, out);
    let kind = if leeway < leeway_after { Kind::LeewayRaised } else { Kind::LeewayLowered };
    if leeway != leeway_after {
        out.push(kind, (format!("{leeway:?}"), format!("{leeway_after:?}")), places);
    }
}

/// Where the keys are. A declared URL is `http` or not; only a discovery document can have either.
pub(crate) fn keys(url: &str, discover: bool, allow_http: bool) -> String {
    match (discover, allow_http) {
        (false, _) => url.to_owned(),
        (true, false) => format!("the key set of {url}"),
        (true, true) => format!("the key set of {url}, also over http"),
    }
}

fn issuers(pair: (&Issuer, &Issuer), places: Places, out: &mut Differences) {
    let kind = match pair {
        (Issuer::Any, Issuer::Any) => return,
        (Issuer::Exact(before), Issuer::Exact(after)) if before == after => return,
        (Issuer::Exact(_), Issuer::Exact(_)) => Kind::IssuerChanged,
        (Issuer::Exact(_), Issuer::Any) => Kind::IssuerUnchecked,
        (Issuer::Any, Issuer::Exact(_)) => Kind::IssuerChecked,
    };
    out.push(kind, (issuer(pair.0), issuer(pair.1)), places);
}

fn issuer(issuer: &Issuer) -> String {
    match issuer {
        Issuer::Any => "any issuer".to_owned(),
        Issuer::Exact(issuer) => issuer.clone(),
    }
}

fn algorithms_of((before, after): (&[Algorithm], &[Algorithm]), places: Places, out: &mut Differences) {
    let (lost, gained) = apart(before, after);
    let names = |algorithms: &[Algorithm]| list(algorithms.iter().map(|algorithm| algorithm.as_str()));
    if !gained.is_empty() {
        out.push(Kind::AlgorithmAccepted, (names(before), names(after)), places);
    }
    if !lost.is_empty() {
        out.push(Kind::AlgorithmRefused, (names(before), names(after)), places);
    }
}

/// `One of` accepts more the more it has, `each of` less.
fn audiences_of((before, after): (&Audiences, &Audiences), places: Places, out: &mut Differences) {
    let values = || (audiences(before), audiences(after));
    if !accepts_all_of(before, after) {
        out.push(Kind::AudienceWidened, values(), places);
    }
    if !accepts_all_of(after, before) {
        out.push(Kind::AudienceNarrowed, values(), places);
    }
}

fn audiences(audiences: &Audiences) -> String {
    match audiences {
        Audiences::Any => "any audience".to_owned(),
        Audiences::List(names) => format!("one of {}", list(names.iter().map(String::as_str))),
        Audiences::All(names) => format!("each of {}", list(names.iter().map(String::as_str))),
    }
}

fn source(source: &TokenSource) -> String {
    match source {
        TokenSource::Header(name) => name.to_ascii_lowercase(),
        TokenSource::Cookie(name) => format!("cookie {name}"),
    }
}
