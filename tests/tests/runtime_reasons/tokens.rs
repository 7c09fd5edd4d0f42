//! Tokens that are not valid, and valid ones that lack what is required.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use gwc_artifact::{
    Audiences, AuthKind, ClaimValue, Credential, Endpoint, Gateway, Jwt, KeyFailure, Literal, OneOf,
    Requirement, Set,
};
use gwc_tests::net::{GatewayBuilder, Issuer, SigningKey, Upstream, now};

use crate::watched::{NOWHERE, Watched};
use crate::{Case, case};

/// The text of a token, made with the key of the issuer.
type Token = fn(&SigningKey) -> String;

pub(crate) fn cases() -> Vec<Case> {
    let invalid: [(&str, Token); 12] = [
        ("token_too_long", |_| "a".repeat(17_000)),
        ("token_malformed", |_| "abc".to_owned()),
        ("token_header", |_| unsigned(r#"{"alg":"ES256","kid":"a","crit":["b64"]}"#)),
        ("token_algorithm", |_| unsigned(r#"{"alg":"none"}"#)),
        ("token_unknown_key", |_| SigningKey::new("other").token("u1", "")),
        ("token_signature", |_| SigningKey::new("a").token("u1", "")),
        ("token_claims", |key| key.sign(r#"{"iss":"https://id.example","sub":"u1"}"#)),
        ("token_expired", |key| key.sign(&claims("https://id.example", now() - 1, ""))),
        ("token_not_yet_valid", |key| key.token("u1", &format!(r#","nbf":{}"#, now() + 1000))),
        ("token_issuer", |key| key.sign(&claims("https://other.example", now() + 300, ""))),
        ("token_audience", |key| key.token("u1", r#","aud":"other""#)),
        ("token_claim_not_a_header", |key| key.token(r"u1\r\nX-Roles: admin", r#","aud":"api""#)),
    ];
    let one =
        |claim: &str, value: &str| OneOf { claim: claim.to_owned(), values: vec![value.to_owned()].into() };
    let claim = ClaimValue { claim: "tenant".to_owned(), value: Literal::Text("acme".to_owned()) };
    let lacking = [
        ("role_missing", Requirement::Role(one("roles", "admin"))),
        ("scope_missing", Requirement::Scope(one("scope", "write"))),
        ("claim_missing", Requirement::Claim(claim)),
    ];
    let mut cases: Vec<Case> = invalid.map(|(reason, token)| case(reason, 401, move || sent(token))).into();
    cases.extend(lacking.map(|(reason, requirement)| {
        case(reason, 403, move || {
            let require = |endpoint: &mut Endpoint| endpoint.require = Set::from(vec![requirement]).into();
            checked(|_| {}, require, valid)
        })
    }));
    cases.push(case("keys_unavailable", 503, || {
        checked(|jwt| jwt.jwks_url = format!("http://{NOWHERE}/jwks"), |_| {}, valid)
    }));
    cases.push(case("token_without_keys", 401, || {
        let away = |jwt: &mut Jwt| {
            jwt.jwks_url = format!("http://{NOWHERE}/jwks");
            jwt.on_error = KeyFailure::Unauthorized;
        };
        checked(away, |_| {}, valid)
    }));
    cases
}

fn valid(key: &SigningKey) -> String {
    key.token("u1", r#","aud":"api","roles":["member"],"scope":"read","tenant":"other""#)
}

fn sent(token: Token) -> Watched {
    checked(|_| {}, |_| {}, token)
}

/// Sends a token to an endpoint that verifies it.
fn checked(check: impl FnOnce(&mut Jwt), change: impl FnOnce(&mut Endpoint), token: Token) -> Watched {
    let (upstream, key) = (Upstream::text("ok"), SigningKey::new("a"));
    let issuer = Issuer::start(&[&key]);
    let mut auth = issuer.check("iam");
    let AuthKind::Jwt(jwt) = &mut auth.kind else { panic!("a check of tokens") };
    jwt.audiences = Audiences::List(vec!["api".to_owned()].into());
    check(jwt);
    let gateway = GatewayBuilder::new()
        .upstream("u", upstream.address)
        .route_with("GET /", "u", "/", |endpoint| {
            endpoint.credential = Credential::AnyOf(vec!["iam".into()]);
            endpoint.forward.minted = ["X-User-Id", "X-Roles"].map(str::to_owned).to_vec().into();
            change(endpoint);
        })
        .with(|gateway: &mut Gateway| gateway.auth = vec![auth])
        .build();
    let watched = Watched::start(&gateway).keeping((upstream, issuer));
    watched.asked(&format!("Authorization: Bearer {}\r\n", token(&key)))
}

/// A token with this header, which no key has signed.
fn unsigned(header: &str) -> String {
    let encode = |text: &str| URL_SAFE_NO_PAD.encode(text);
    format!("{}.{}.{}", encode(header), encode("{}"), encode("none"))
}

fn claims(issuer: &str, until: u64, more: &str) -> String {
    format!(r#"{{"iss":"{issuer}","sub":"u1","aud":"api","exp":{until}{more}}}"#)
}
