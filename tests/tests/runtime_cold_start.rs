//! A gateway that starts while its issuer is not available: what is declared happens, and it recovers by itself.

use std::time::{Duration, Instant};

use gwc_artifact::{AuthKind, Credential, Gateway, KeyFailure};
use gwc_tests::net::{Answer, GatewayBuilder, Issuer, Served, SigningKey, Upstream, exchange};

fn gateway(upstream: &Upstream, issuer: &Issuer, on_error: KeyFailure, probe: bool) -> Gateway {
    let mut iam = issuer.check("iam");
    let AuthKind::Jwt(jwt) = &mut iam.kind else { panic!("a check of tokens") };
    (jwt.on_error, jwt.probe) = (on_error, probe);
    GatewayBuilder::new()
        .upstream("u", upstream.address)
        .route_with("GET /user", "u", "/", |endpoint| {
            endpoint.credential = Credential::AnyOf(vec!["iam".into()]);
        })
        .with(|gateway| gateway.auth = vec![iam])
        .build()
}

fn ask(served: &Served, token: &str) -> Answer {
    let request = format!("GET /user HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\r\n");
    exchange(served.address, request)
}

#[track_caller]
fn becomes(what: impl Fn() -> u16, status: u16) {
    let end = Instant::now() + Duration::from_secs(60);
    while what() != status {
        assert!(Instant::now() < end, "it does not become {status}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn a_token_without_keys_has_the_declared_status_until_the_issuer_is_back() {
    for (on_error, status) in [(KeyFailure::Closed, 503), (KeyFailure::Unauthorized, 401)] {
        let (upstream, key) = (Upstream::text("ok"), SigningKey::new("a"));
        let issuer = Issuer::start(&[&key]);
        issuer.answer("");
        let served = Served::start(&gateway(&upstream, &issuer, on_error, false));
        let token = key.token("u1", "");
        let refused = ask(&served, &token);
        assert_eq!(refused.status, status);
        assert_eq!(refused.header("retry-after").is_some(), status == 503);
        assert_eq!(refused.header("www-authenticate").is_some(), status == 401);
        // What is no token is 401 whatever is declared, and so is no credential.
        assert_eq!(ask(&served, "x.y.z").status, 401);
        assert_eq!(exchange(served.address, "GET /user HTTP/1.1\r\nHost: x\r\n\r\n").status, 401);
        assert_eq!(upstream.heads().len(), 0);
        issuer.publish(&[&key]);
        becomes(|| ask(&served, &token).status, 200);
        // An outage from now on changes nothing.
        issuer.answer("");
        assert_eq!(ask(&served, &token).status, 200);
        assert_eq!(ask(&served, &key.token("u2", "")).status, 200);
    }
}

#[test]
fn a_gateway_that_probes_is_ready_once_it_has_keys() {
    let (upstream, key) = (Upstream::text("ok"), SigningKey::new("a"));
    let issuer = Issuer::start(&[&key]);
    issuer.answer("");
    let probing = Served::with_admin(&gateway(&upstream, &issuer, KeyFailure::Closed, true));
    let other = Served::with_admin(&gateway(&upstream, &issuer, KeyFailure::Closed, false));
    assert_eq!((probing.admin("/readyz").status, other.admin("/readyz").status), (503, 200));
    let answer = probing.admin("/readyz").json();
    assert_eq!((&answer["status"], &answer["auth"]), (&"no keys".into(), &serde_json::json!(["iam"])));
    assert_eq!(probing.admin("/healthz").status, 200, "it is alive");
    issuer.publish(&[&key]);
    becomes(|| probing.admin("/readyz").status, 200);
    // It stays ready without its issuer: the keys are there.
    issuer.answer("");
    assert_eq!(probing.admin("/readyz").status, 200);
    assert_eq!(ask(&probing, &key.token("u1", "")).status, 200);
}
