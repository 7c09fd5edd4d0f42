//! Random checks of credentials.

use std::time::Duration;

use gwc_artifact::{
    Algorithm, ApiKey, Audiences, AuthKind, Bit, CheckFailure, ClaimValue, ExternalCheck, Gateway, Issuer,
    Jwt, KeyCheck, KeyFailure, KeyRecords, KeySource, Literal, Minted, MintedHeader, NamedLimit, OneOf,
    Requirement, Secret as SecretPlace, Set, TokenSource,
};

use super::{Random, any_limit};
use crate::build::{auth, jwt, limit};

/// The checks of a gateway: two of tokens, one of keys and one that asks a service.
pub(super) fn set(gateway: &mut Gateway, random: &mut Random) {
    let mut other = jwt();
    other.issuer = Issuer::Exact("https://other.example".to_owned());
    gateway.auth.push(auth("other", AuthKind::Jwt(other)));
    let asks = ExternalCheck {
        url: "http://check.svc/ask".to_owned(),
        send: vec!["X-Session".to_owned()],
        timeout: Duration::from_secs(2),
        cache: Duration::ZERO,
        on_error: CheckFailure::Closed,
        headers: Set::default(),
    };
    gateway.auth.push(auth("asked", AuthKind::External(asks)));
    for _ in 0..random.below(4) {
        edit(gateway, random);
    }
}

/// Changes one check.
pub(super) fn edit(gateway: &mut Gateway, random: &mut Random) {
    let at = random.below(gateway.auth.len());
    edit_at(gateway, at, random);
}

/// Changes the check at a position.
pub(super) fn edit_at(gateway: &mut Gateway, at: usize, random: &mut Random) {
    let auth = &mut gateway.auth[at];
    match random.below(9) {
        8 => auth.limit_message = random.of(&[None, Some("later"), Some("slower")]).map(str::to_owned),
        0 => auth.origins = random.some(&["a.example", "x.a.example", "b.example"].map(str::to_owned)).into(),
        1 => auth.rate_limit = any_limit(random, &["tier"]),
        _ => match &mut auth.kind {
            AuthKind::Jwt(jwt) => edit_jwt(jwt, random),
            AuthKind::ApiKey(key) => edit_key(key, random),
            AuthKind::External(check) => edit_external(check, random),
        },
    }
}

fn edit_jwt(jwt: &mut Jwt, random: &mut Random) {
    match random.below(11) {
        8 => jwt.on_error = random.of(&[KeyFailure::Closed, KeyFailure::Unauthorized]),
        9 => jwt.probe = random.one_in(2),
        10 => {
            let place = random.of(&["TOKENS", "OTHERS"]);
            jwt.secret = Some(SecretPlace::Env(place.to_owned()));
        }
        0 => jwt.issuer = random.of(&[Issuer::Any, Issuer::Exact("https://id.example".to_owned())]),
        1 => {
            jwt.algorithms =
                random.of(&[vec![Algorithm::Es256], vec![Algorithm::Es256, Algorithm::Rs256]]).into()
        }
        2 => {
            let names = random.some(&["one", "two"].map(str::to_owned));
            jwt.audiences = match (names.is_empty(), random.one_in(2)) {
                (true, _) => Audiences::Any,
                (false, true) => Audiences::List(names.into()),
                (false, false) => Audiences::All(names.into()),
            };
        }
        3 => jwt.sources = any_sources(random),
        4 => jwt.leeway = Duration::from_secs(random.of(&[0, 60, 120])),
        5 => jwt.require = any_requirement(random, ""),
        6 => {
            let (url, discover, allow_http) = random.of(&[
                ("https://id.example/jwks", false, false),
                ("https://id.example/jwks", false, true),
                ("https://id.example/keys", false, false),
                ("https://id.example", true, false),
                ("https://id.example", true, true),
            ]);
            (jwt.jwks_url, jwt.discover, jwt.allow_http) = (url.to_owned(), discover, allow_http);
            jwt.secret = None;
        }
        _ => jwt.headers = any_minted(random),
    }
}

fn any_sources(random: &mut Random) -> Vec<TokenSource> {
    let header = TokenSource::Header("X-Token".to_owned());
    let cookie = TokenSource::Cookie("t".to_owned());
    let usual = TokenSource::Header("Authorization".to_owned());
    random.of(&[
        vec![usual.clone()],
        vec![usual.clone(), cookie.clone()],
        vec![cookie, usual.clone()],
        vec![TokenSource::Header("x-token".to_owned()), usual],
        vec![header],
    ])
}

fn edit_key(key: &mut ApiKey, random: &mut Random) {
    let texts = |list: Vec<&str>| list.into_iter().map(str::to_owned).collect::<Vec<_>>();
    match random.below(4) {
        0 => key.prefixes = texts(random.of(&[vec!["hk-"], vec!["sk-"], vec!["hk-", "sk-"]])).into(),
        1 => {
            key.headers = texts(random.of(&[
                vec!["X-Key"],
                vec!["Authorization"],
                vec!["X-Key", "Authorization"],
                vec!["Authorization", "x-key"],
            ]))
        }
        _ => {
            let fast = NamedLimit { name: "fast".to_owned(), limit: limit(random.of(&[1, 60]), 60, 5) };
            let slow = NamedLimit { name: "slow".to_owned(), limit: limit(1, random.of(&[1, 60]), 1) };
            let records = KeyRecords {
                source: any_key_source(random),
                limits: random.some(&[fast, slow]).into(),
                require: any_requirement(random, "claims."),
                headers: any_minted(random),
            };
            key.verify = random.of(&[KeyCheck::Upstream, KeyCheck::Gateway(records)]);
        }
    }
}

fn any_key_source(random: &mut Random) -> KeySource {
    let file = |path: &str| KeySource::File(path.to_owned());
    random.of(&[file("/keys/a.jsonl"), file("/keys/b.jsonl"), KeySource::Store])
}

fn edit_external(check: &mut ExternalCheck, random: &mut Random) {
    match random.below(6) {
        0 => check.url = random.of(&["http://check.svc/ask", "http://check.svc/other"]).to_owned(),
        1 => {
            let lists = [vec!["X-Session"], vec!["x-session", "Authorization"], vec!["Authorization"]];
            check.send = random.of(&lists).into_iter().map(str::to_owned).collect();
        }
        2 => check.timeout = Duration::from_secs(random.of(&[1, 2])),
        3 => check.cache = Duration::from_secs(random.of(&[0, 30])),
        4 => check.on_error = random.of(&[CheckFailure::Closed, CheckFailure::Open]),
        _ => {
            let of = |name: &str| MintedHeader {
                header: "X-User-Id".to_owned(),
                value: Minted::Header(name.to_owned()),
            };
            check.headers = random.of(&[vec![], vec![of("X-User")], vec![of("X-Account")]]).into();
        }
    }
}

/// Identity headers, made in each of the ways.
pub(super) fn any_minted(random: &mut Random) -> Set<MintedHeader> {
    let claim = |claim: &str| claim.to_owned();
    let vip = ClaimValue { claim: claim("vip"), value: Literal::Bool(true) };
    let bits = |position| vec![Bit { name: "admin".to_owned(), position }].into();
    let values = [
        Minted::First(vec![claim("sub")]),
        Minted::First(vec![claim("name"), claim("sub")]),
        Minted::Join { claim: claim("roles"), separator: random.of(&[",", " "]).to_owned() },
        Minted::Equals { claim: vip, text: random.of(&["yes", "true"]).to_owned() },
        Minted::Bits { claim: claim("roles"), bits: bits(random.of(&[0, 4])) },
        Minted::Select { claim: claim("org"), header: "X-A".to_owned(), within: claim("orgs") },
    ];
    let mut minted = Vec::new();
    for header in random.some(&["X-User-Id", "X-Roles"]) {
        minted.push(MintedHeader { header: header.to_owned(), value: random.of(&values) });
    }
    minted.into()
}

/// Conditions on claims. The record of a key has all but its roles below `claims.`.
pub(super) fn any_requirement(random: &mut Random, below: &str) -> Set<Requirement> {
    let one_of = |claim: &str, values: Vec<&str>| OneOf {
        claim: claim.to_owned(),
        values: values.into_iter().map(str::to_owned).collect(),
    };
    let role = Requirement::Role(one_of("roles", random.of(&[vec!["admin"], vec!["admin", "user"]])));
    let scope = Requirement::Scope(one_of(
        &format!("{below}scope"),
        random.of(&[vec!["read"], vec!["read", "write"]]),
    ));
    let claim = Requirement::Claim(ClaimValue { claim: format!("{below}vip"), value: Literal::Bool(true) });
    random.some(&[role, scope, claim]).into()
}
