//! Tokens of attackers, sent to a running gateway: each is refused with the right status, and none reaches the upstream.
//!
//! Each differs in one thing from a token that passes. The reasons are tested where tokens are verified
//! (`runtime/token/tests/suite/attacks.rs`); here is what a client and an upstream see.

mod claims;
mod corpus;
mod forms;
mod hanzo;
mod known;
mod requests;
#[allow(dead_code, reason = "it has more than these tests need")]
#[path = "../../../runtime/token/tests/suite/signer.rs"]
mod signer;
mod sources;

use gwc_artifact::{Algorithm, Auth, AuthKind, Credential, Gateway};
use gwc_tests::net::{GatewayBuilder, Issuer, Served, Upstream, exchange};

use corpus::Attack;
use signer::{Issued, asymmetric, check};

/// The issuer of the check of these tests.
const ISSUER: &str = "https://id.example.com";

/// Claims that pass, and these.
fn claims(more: &str) -> String {
    corpus::claims(ISSUER, more)
}

fn gateway(upstream: &Upstream, issuer: &Issuer) -> Gateway {
    let mut jwt = check(&asymmetric());
    (jwt.jwks_url, jwt.allow_http) = (format!("http://{}/jwks", issuer.address()), true);
    GatewayBuilder::new()
        .upstream("u", upstream.address)
        .route_with("GET /user", "u", "/", |endpoint| {
            endpoint.credential = Credential::AnyOf(vec!["iam".into()]);
        })
        .with(|gateway| gateway.auth = vec![Auth::new("iam", AuthKind::Jwt(jwt))])
        .build()
}

/// A gateway under attack, and what is around it.
struct Setup {
    issued: Issued,
    issuer: Issuer,
    upstream: Upstream,
    served: Served,
}

impl Setup {
    /// A gateway with one check, whose issuer publishes its keys.
    fn start() -> Setup {
        Setup::of(gateway)
    }

    fn of(gateway: fn(&Upstream, &Issuer) -> Gateway) -> Setup {
        let (issued, issuer, upstream) = (Issued::new(), Issuer::start(&[]), Upstream::text("ok"));
        issuer.answer(&issued.jwks());
        let served = Served::start(&gateway(&upstream, &issuer));
        Setup { issued, issuer, upstream, served }
    }
}

fn status(served: &Served, lines: &str) -> u16 {
    exchange(served.address, format!("GET /user HTTP/1.1\r\nHost: x\r\n{lines}\r\n")).status
}

#[test]
fn every_attack_is_401_and_reaches_no_upstream() {
    let Setup { issued, issuer, upstream, served } = Setup::start();
    let valid = format!("Authorization: Bearer {}\r\n", issued.signed(&claims("")));
    assert_eq!(status(&served, &valid), 200, "what the attacks are made of passes");
    let attacks = corpus::all(&issued, ISSUER);
    assert!(attacks.len() >= 400, "only {} attacks", attacks.len());
    for Attack { name, lines } in &attacks {
        assert_eq!(status(&served, lines), 401, "{name}");
    }
    assert_eq!(upstream.heads().len(), 1);
    assert_eq!(status(&served, &valid), 200, "the gateway serves on");
    assert!(issuer.fetches() <= 3, "attacks made the gateway fetch keys {} times", issuer.fetches());
}

#[test]
fn a_key_that_the_issuer_removes_verifies_nothing() {
    let Setup { issued: old, issuer, upstream: _upstream, served } = Setup::start();
    let new = Issued::new();
    let with = |issued: &Issued, kid: &str| {
        let token =
            issued.token(Algorithm::Rs256, &format!(r#"{{"alg":"RS256","kid":"{kid}"}}"#), &claims(""));
        status(&served, &format!("Authorization: Bearer {token}\r\n"))
    };
    assert_eq!(with(&old, "rsa"), 200);
    // The same document with other names of the keys, so that a token asks for them.
    issuer.answer(&new.jwks().replace(r#""kid":"rsa""#, r#""kid":"next""#));
    assert_eq!(with(&new, "next"), 200);
    assert_eq!(with(&old, "rsa"), 401);
    assert_eq!(with(&old, "next"), 401);
}

#[test]
fn a_request_that_is_read_in_two_ways_reaches_no_upstream() {
    let Setup { issued, issuer: _issuer, upstream, served } = Setup::start();
    let token = issued.signed(&claims(""));
    assert_eq!(status(&served, &format!("Authorization: Bearer {token}\r\n")), 200);
    let mut unexpected = Vec::new();
    for (name, bytes, statuses) in requests::raw(&token) {
        let status = exchange(served.address, bytes).status;
        if !statuses.contains(&status) {
            unexpected.push(format!("{name}: {status}"));
        }
    }
    assert!(unexpected.is_empty(), "{unexpected:#?}");
    assert_eq!(upstream.heads().len(), 1);
}
