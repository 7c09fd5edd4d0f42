//! What the checks of an endpoint make of the credentials of a request: the first place where one is decides, and of the
//! checks that read it the first that accepts it.

use gwc_artifact::{
    ApiKey, Audiences, Auth, AuthKind, CheckFailure, ExternalCheck, Issuer, Jwt, KeyCheck, KeySource,
    MintedHeader, Requirement, Secret, Store, TokenSource,
};

use super::policies::{limit_shown, rate_limit_shown};

/// A credential that a request has.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Held {
    None,
    Token(Token),
    /// A key in a header, and the roles and scopes of its record, if the file of keys has one. A guest is no VIP.
    Key(&'static str, &'static str, Option<&'static str>),
    /// What only a service can read, in a header, and whether the service accepts it.
    Opaque(&'static str, bool),
}

/// A signed token.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Token {
    pub(crate) issuer: &'static str,
    /// The URL of the key set that its key is in; `None` for a key that every set has.
    pub(crate) keys: Option<&'static str>,
    pub(crate) algorithm: &'static str,
    pub(crate) audiences: &'static [&'static str],
    pub(crate) at: At,
    /// How many seconds it is over.
    pub(crate) late: u64,
    /// Its roles and its scopes: `admin,user+read`.
    pub(crate) holds: &'static str,
    pub(crate) vip: bool,
}

/// Where a token is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum At {
    Header(&'static str),
    Cookie(&'static str),
}

impl At {
    /// The header that it is.
    pub(super) fn header(self) -> Option<&'static str> {
        match self {
            At::Header(name) => Some(name),
            At::Cookie(_) => None,
        }
    }

    /// The cookie that it is.
    pub(super) fn cookie(self) -> Option<&'static str> {
        match self {
            At::Header(_) => None,
            At::Cookie(name) => Some(name),
        }
    }
}

impl Held {
    /// Where it is.
    pub(crate) fn at(self) -> Option<At> {
        match self {
            Held::None => None,
            Held::Token(token) => Some(token.at),
            Held::Key(header, ..) | Held::Opaque(header, _) => Some(At::Header(header)),
        }
    }
}

/// What a request passed, or what it is refused with.
pub(super) enum Verified<'c> {
    /// The endpoint is public, and reads no credential of the request.
    Anybody,
    Refused(&'static str),
    By {
        auth: &'c Auth,
        /// The requirements of the check and of the endpoint are asked of it.
        held: Held,
        minted: &'c [MintedHeader],
        /// How it was found out, where the gateway does not do that itself.
        through: String,
    },
}

/// Whether a place is one that a check reads.
fn is_at(source: &TokenSource, at: At) -> bool {
    match (source, at) {
        (TokenSource::Header(name), At::Header(held)) => name.eq_ignore_ascii_case(held),
        (TokenSource::Cookie(name), At::Cookie(held)) => name == held,
        _ => false,
    }
}

fn sources(kind: &AuthKind) -> Vec<TokenSource> {
    let headers = |names: &[String]| names.iter().cloned().map(TokenSource::Header).collect();
    match kind {
        AuthKind::Jwt(jwt) => jwt.sources.clone(),
        AuthKind::ApiKey(key) => headers(&key.headers),
        AuthKind::External(check) => headers(&check.send),
    }
}

/// Verifies the credentials of a request. `is_open` is whether one without a credential passes.
pub(super) fn verify<'c>(
    (checks, is_open): (&[&'c Auth], bool),
    held: &[Held],
    store: Option<&Store>,
) -> Verified<'c> {
    if checks.is_empty() {
        return Verified::Anybody;
    }
    let all = checks.iter().flat_map(|check| sources(&check.kind));
    let present = |source: &TokenSource| {
        held.iter().copied().find(|held| held.at().is_some_and(|at| is_at(source, at)))
    };
    let Some((source, found)) =
        all.into_iter().find_map(|source| Some((present(&source)?, source))).map(|(h, s)| (s, h))
    else {
        return if is_open { Verified::Anybody } else { Verified::Refused("401") };
    };
    let same = |one: &TokenSource| match (one, &source) {
        (TokenSource::Header(one), TokenSource::Header(other)) => one.eq_ignore_ascii_case(other),
        (one, other) => one == other,
    };
    let reading: Vec<&'c Auth> =
        checks.iter().copied().filter(|check| sources(&check.kind).iter().any(same)).collect();
    let by = |auth: &'c Auth, through: String| Verified::By {
        auth,
        held: found,
        minted: auth.kind.headers(),
        through,
    };
    let service = reading.iter().find_map(|auth| match &auth.kind {
        AuthKind::External(check) => Some((*auth, check)),
        _ => None,
    });
    let is_all_service = reading.iter().all(|auth| matches!(auth.kind, AuthKind::External(_)));
    if let Held::Key(_, prefix, record) = found
        && !is_all_service
        && let Some((auth, key)) = reading.iter().find_map(|auth| keys(auth, prefix))
    {
        return match &key.verify {
            KeyCheck::Upstream => by(auth, String::new()),
            KeyCheck::Gateway(_) if record.is_none() => Verified::Refused("401"),
            KeyCheck::Gateway(records) => {
                let limits: Vec<String> = records
                    .limits
                    .iter()
                    .map(|named| format!("{} {}", named.name, limit_shown(&named.limit)))
                    .collect();
                by(auth, format!("{} {limits:?}", place(&records.source, store)))
            }
        };
    }
    // A token that lacks what a check requires is left to the checks behind it.
    let is_enough = |auth: &&&Auth| auth.kind.requirements().iter().all(|one| holds(one, found));
    let accepting = || reading.iter().filter(|auth| accepts(auth, found));
    if let Some(auth) = accepting().find(is_enough) {
        return by(auth, without_keys(auth));
    }
    if accepting().next().is_some() {
        return Verified::Refused("403 claims");
    }
    match service {
        Some((auth, check)) => asked(auth, check, held, found),
        None => Verified::Refused("401"),
    }
}

/// Where records of keys are: with another timeout the store has the same.
fn place(source: &KeySource, store: Option<&Store>) -> String {
    match (source, store) {
        (KeySource::File(path), _) => path.clone(),
        (KeySource::Store, Some(Store::Redis(redis))) => {
            format!("{} {} {}", redis.host, redis.port, redis.database)
        }
        (KeySource::Store, _) => unreachable!("an artifact has a server where keys are in the store"),
    }
}

fn keys<'c>(auth: &&'c Auth, prefix: &str) -> Option<(&'c Auth, &'c ApiKey)> {
    match &auth.kind {
        AuthKind::ApiKey(key) if key.prefixes.iter().any(|known| known == prefix) => Some((auth, key)),
        _ => None,
    }
}

/// The service gets the headers that it is sent of the request. What it says of one is up to it.
fn asked<'c>(auth: &'c Auth, check: &'c ExternalCheck, all: &[Held], found: Held) -> Verified<'c> {
    let ExternalCheck { url, send, timeout, cache, on_error, headers } = check;
    let mut sent: Vec<String> = send.iter().map(|name| name.to_ascii_lowercase()).collect();
    sent.retain(|name| {
        all.iter().any(|held| matches!(held.at(), Some(At::Header(at)) if at.eq_ignore_ascii_case(name)))
    });
    sent.sort();
    let on_error = matches!(on_error, CheckFailure::Open);
    let through = format!("{url} {sent:?} {timeout:?} {cache:?} {on_error}");
    match found {
        Held::Opaque(_, false) => Verified::Refused("401 of the service"),
        _ => Verified::By { auth, held: found, minted: headers, through },
    }
}

fn accepts(auth: &Auth, held: Held) -> bool {
    match (&auth.kind, held) {
        (AuthKind::Jwt(jwt), Held::Token(token)) => is_accepted(jwt, &token),
        _ => false,
    }
}

/// What happens to a token while no key is known.
fn without_keys(auth: &Auth) -> String {
    match &auth.kind {
        AuthKind::Jwt(jwt) => format!("{:?} without keys", jwt.on_error),
        AuthKind::ApiKey(_) | AuthKind::External(_) => String::new(),
    }
}

fn is_accepted(jwt: &Jwt, token: &Token) -> bool {
    let by = match &jwt.issuer {
        Issuer::Any => true,
        Issuer::Exact(wanted) => wanted == token.issuer,
    };
    // The discovery document has an `http` URL today.
    let is_found = |keys: &str| keys.starts_with("http://") && jwt.discover && jwt.allow_http;
    let is_signed = match &jwt.secret {
        // The name of the key set of such a token is that of the variable; a key of every set is in every variable too.
        Some(Secret::Env(name)) => token.keys.is_none_or(|keys| keys == name),
        Some(Secret::File(_)) => false,
        None => token.keys.is_none_or(|keys| keys == jwt.jwks_url || is_found(keys)),
    };
    let is_known = jwt.algorithms.iter().any(|known| known.as_str() == token.algorithm);
    let has = |name: &String| token.audiences.contains(&name.as_str());
    let for_us = match &jwt.audiences {
        Audiences::Any => true,
        Audiences::List(names) => names.iter().any(has),
        Audiences::All(names) => names.iter().all(has),
    };
    by && for_us && is_signed && is_known && token.late <= jwt.leeway.as_secs()
}

/// Whether the claims of a token, or the record of a key, hold what is required.
pub(super) fn holds(requirement: &Requirement, held: Held) -> bool {
    let (held, vip) = match held {
        Held::Token(token) => (token.holds, token.vip),
        Held::Key(_, _, record) => {
            (record.unwrap_or_default(), record.is_none_or(|record| !record.contains("guest")))
        }
        Held::None | Held::Opaque(..) => return false,
    };
    let has = |at: usize, values: &[String]| {
        let all = held.split('+').nth(at).unwrap_or_default();
        values.iter().any(|value| all.split(',').any(|one| one == value))
    };
    match requirement {
        Requirement::Role(one_of) => has(0, &one_of.values),
        Requirement::Scope(one_of) => has(1, &one_of.values),
        Requirement::Claim(_) => vip,
    }
}

/// The origins and limits of a credential, for a page.
pub(super) fn options(auth: &Auth, page: Option<&str>) -> Result<String, &'static str> {
    let host = page.and_then(|page| page.split("://").nth(1));
    let is_of = |host: &str, origin: &String| {
        host == origin || host.strip_suffix(origin.as_str()).is_some_and(|rest| rest.ends_with('.'))
    };
    let admitted = auth.origins.is_empty()
        || host.is_some_and(|host| auth.origins.iter().any(|origin| is_of(host, origin)));
    let shown = || format!("{} {:?}", rate_limit_shown(&auth.rate_limit), auth.limit_message);
    if admitted { Ok(shown()) } else { Err("403 page") }
}
