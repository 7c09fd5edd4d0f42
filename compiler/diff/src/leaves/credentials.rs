//! The leaves of checks, and what a check means whatever it is called.

use std::collections::BTreeSet;

use gwc_artifact::{
    ApiKey, Audiences, Auth, AuthKind, Credential, ExternalCheck, Jwt, KeyCheck, KeyRecords, Set, TokenSource,
};

use super::leaf::{Leaves, Of, add, add_spared, limit};
use crate::side::{Aspect, Side};

pub(super) fn check(auth: &Auth, leaves: &mut Leaves) {
    let Auth { name, kind, origins, rate_limit, limit_message } = auth;
    let fields = match kind {
        AuthKind::Jwt(jwt) => of_tokens(jwt),
        AuthKind::ApiKey(key) => of_keys(key),
        AuthKind::External(check) => of_service(check),
    };
    for (field, text, aspect) in fields {
        let meaning = text.to_ascii_lowercase();
        add(leaves, format!("auth {name}: {field}"), (text, meaning), Of::Auth(name.clone()), aspect);
    }
    if let AuthKind::Jwt(Jwt { probe, .. }) = kind {
        let (name, idle) = (format!("auth {name}: probe"), Of::Idle("it decides when the process is ready"));
        add(leaves, name, (probe.to_string(), probe.to_string()), idle, Aspect::Check);
    }
    for (field, text, aspect, reason) in [
        ("origins", format!("{origins:?}"), Aspect::Check, "web pages of the same hosts may use it"),
        ("rate_limit", limit(rate_limit), Aspect::Limits, "the limit is the same"),
        (
            "limit_message",
            format!("{limit_message:?}"),
            Aspect::Policies,
            "no request exceeds a limit on both sides",
        ),
    ] {
        let of = Of::Auth(name.clone());
        add_spared(leaves, format!("auth {name}: {field}"), text, of, aspect, reason);
    }
}

/// A field with its text. What a credential is read from has an aspect of its own: its order may decide nothing.
type Field = (&'static str, String, Aspect);

fn of_tokens(jwt: &Jwt) -> Vec<Field> {
    let Jwt {
        issuer,
        jwks_url,
        secret,
        on_error,
        // A leaf without an effect.
        probe: _,
        discover,
        allow_http,
        algorithms,
        audiences,
        sources,
        leeway,
        require,
        headers,
    } = jwt;
    vec![
        ("issuer", format!("{issuer:?}"), Aspect::Check),
        ("jwks", format!("{jwks_url} {discover} {}", *discover && *allow_http), Aspect::Check),
        ("secret", format!("{secret:?}"), Aspect::Check),
        ("on_error", format!("{on_error:?}"), Aspect::Policies),
        ("algorithms", format!("{algorithms:?}"), Aspect::Check),
        ("audiences", format!("{:?}", plain(audiences)), Aspect::Check),
        ("from", format!("{sources:?}"), Aspect::Credential),
        ("leeway", format!("{leeway:?}"), Aspect::Check),
        ("require", format!("{require:?}"), Aspect::Require),
        ("headers", format!("{headers:?}"), Aspect::Headers),
    ]
}

fn of_keys(ApiKey { prefixes, headers, verify }: &ApiKey) -> Vec<Field> {
    let mut fields = vec![
        ("prefixes", format!("{prefixes:?}"), Aspect::Check),
        ("headers", format!("{headers:?}"), Aspect::Credential),
    ];
    match verify {
        KeyCheck::Upstream => fields.push(("verify", "upstream".to_owned(), Aspect::Check)),
        KeyCheck::Gateway(KeyRecords { source, limits, require, headers }) => fields.extend([
            ("verify", format!("{source:?}"), Aspect::Check),
            ("limits", format!("{limits:?}"), Aspect::Check),
            ("require", format!("{require:?}"), Aspect::Require),
            ("minted", format!("{headers:?}"), Aspect::Headers),
        ]),
    }
    fields
}

fn of_service(check: &ExternalCheck) -> Vec<Field> {
    let ExternalCheck { url, send, timeout, cache, on_error, headers } = check;
    vec![
        ("url", url.clone(), Aspect::Check),
        ("send", format!("{send:?}"), Aspect::Credential),
        ("timeout", format!("{timeout:?}"), Aspect::Check),
        ("cache", format!("{cache:?}"), Aspect::Check),
        ("on_error", format!("{on_error:?}"), Aspect::Check),
        ("headers", format!("{headers:?}"), Aspect::Headers),
    ]
}

/// Of one audience, each is one of them.
fn plain(audiences: &Audiences) -> Audiences {
    match audiences {
        Audiences::All(names) if names.len() == 1 => Audiences::List(names.clone()),
        other => other.clone(),
    }
}

/// The credential of an endpoint: its names, and what they stand for.
pub(super) fn credential_leaf(side: &Side, credential: &Credential) -> (String, String) {
    let names = credential.checks();
    let kind = |name: &gwc_artifact::Text| {
        let auth = side.gateway.auth.iter().find(|auth| auth.name == *name);
        auth.map_or_else(|| format!("{name:?}"), |auth| meaning(&auth.kind))
    };
    let meanings: Vec<String> = names.iter().map(kind).collect();
    (format!("{credential:?}"), format!("{} {meanings:?}", credential.is_open()))
}

/// What a check verifies. Names of headers have no case.
pub(crate) fn meaning(kind: &AuthKind) -> String {
    let mut kind = kind.clone();
    match &mut kind {
        AuthKind::Jwt(jwt) => {
            for source in &mut jwt.sources {
                if let TokenSource::Header(name) = source {
                    name.make_ascii_lowercase();
                }
            }
            jwt.audiences = plain(&jwt.audiences);
        }
        AuthKind::ApiKey(key) => key.headers.iter_mut().for_each(|name| name.make_ascii_lowercase()),
        AuthKind::External(check) => check.send.iter_mut().for_each(|name| name.make_ascii_lowercase()),
    }
    format!("{kind:?}")
}

/// What a check reads a credential from, in any order.
pub(crate) fn sources(kind: &AuthKind) -> BTreeSet<String> {
    let header = |name: &String| name.to_ascii_lowercase();
    let source = |source: &TokenSource| match source {
        TokenSource::Header(name) => header(name),
        TokenSource::Cookie(name) => format!("cookie {name}"),
    };
    match kind {
        AuthKind::Jwt(jwt) => jwt.sources.iter().map(source).collect(),
        AuthKind::ApiKey(key) => key.headers.iter().map(header).collect(),
        AuthKind::External(check) => check.send.iter().map(header).collect(),
    }
}

/// A check without what it requires of claims and mints of them.
pub(crate) fn acceptance(kind: &AuthKind) -> AuthKind {
    let mut kind = kind.clone();
    match &mut kind {
        AuthKind::Jwt(Jwt { require, headers, .. }) => {
            *require = Set::default();
            *headers = Set::default();
        }
        AuthKind::ApiKey(ApiKey {
            verify: KeyCheck::Gateway(KeyRecords { require, headers, .. }), ..
        }) => {
            *require = Set::default();
            *headers = Set::default();
        }
        AuthKind::ApiKey(_) => {}
        AuthKind::External(ExternalCheck { headers, .. }) => *headers = Set::default(),
    }
    kind
}
