//! Phrases that the messages of several rules share: lists of endpoints, plurals, credentials.

use crate::model::{Auth, Credential, Endpoint, Gateway, Scheme, Source, UpstreamId};

/// Endpoints for a sentence: `` `GET /a`, `GET /b` and 3 more ``.
pub(crate) fn endpoints(endpoints: &[&Endpoint]) -> String {
    match endpoints {
        [] => "no endpoint".to_owned(),
        [one] => format!("`{}`", one.key()),
        [one, two] => format!("`{}` and `{}`", one.key(), two.key()),
        [one, two, rest @ ..] => format!("`{}`, `{}` and {} more", one.key(), two.key(), rest.len()),
    }
}

/// `one`, or the other word for any other count.
pub(crate) fn plural<'a>(count: usize, one: &'a str, many: &'a str) -> &'a str {
    if count == 1 { one } else { many }
}

/// The auths an endpoint accepts.
pub(crate) fn auths<'a>(gateway: &'a Gateway, endpoint: &'a Endpoint) -> impl Iterator<Item = &'a Auth> {
    endpoint.credential.value.auths().iter().map(|id| gateway.auth(*id))
}

/// The credential policy of an endpoint, for a sentence.
pub(crate) fn credential(gateway: &Gateway, endpoint: &Endpoint) -> String {
    match &endpoint.credential.value {
        Credential::Public => "is public".to_owned(),
        Credential::Unstated => "requires no credential".to_owned(),
        // A KrakenD configuration has no names for credentials.
        Credential::AnyOf(_) if gateway.source == Source::Krakend => "requires a token".to_owned(),
        Credential::AnyOf(_) => {
            let names: Vec<String> =
                auths(gateway, endpoint).map(|auth| format!("`{}`", auth.name.value)).collect();
            format!("requires {}", names.join(" or "))
        }
        Credential::Optional(_) => {
            let names: Vec<String> =
                auths(gateway, endpoint).map(|auth| format!("`{}`", auth.name.value)).collect();
            format!("is public, and verifies {} if a request has one", names.join(" or "))
        }
    }
}

/// An upstream by what is written: its name, or in a KrakenD configuration, which has no names, its first host.
pub(crate) fn upstream(gateway: &Gateway, id: UpstreamId) -> String {
    let upstream = gateway.upstream(id);
    match (gateway.source, upstream.urls.first()) {
        (Source::Krakend, Some(url)) if !url.value.host.is_empty() => url.value.authority(),
        _ => upstream.name.value.clone(),
    }
}

/// An auth by what is written: its name, or in a KrakenD configuration the place of its keys.
pub(crate) fn auth(gateway: &Gateway, auth: &Auth) -> String {
    match (gateway.source, &auth.scheme) {
        (Source::Krakend, Scheme::Jwt(jwt)) => jwt.jwks.value.clone(),
        _ => auth.name.value.clone(),
    }
}

/// How to require a token, with an `auth` that the gateway has.
pub(crate) fn token_advice(gateway: &Gateway) -> String {
    match gateway.auths.iter().find(|auth| auth.has_claims()) {
        Some(auth) => format!("accept only verified callers with `auth: {}`", auth.name.value),
        None => "declare an `auth` with `jwt` in `gateway.yaml` and set `auth` of the endpoint to its name"
            .to_owned(),
    }
}
