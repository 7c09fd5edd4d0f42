//! An optional credential: verified where a request has one, and no request needs one.

use gwc_artifact::{AuthKind, ClaimValue, ClientKey, Literal};
use gwc_artifact::{
    Credential, Gateway, Limit, PerClient, Rate, RateLimit, Requirement, Set, TokenSource, Window,
};
use gwc_tests::net::{Answer, GatewayBuilder, Issuer, Served, SigningKey, Upstream, exchange};

/// `GET /open` with an optional token, which is read from `Authorization` or a cookie.
fn gateway(upstream: &Upstream, issuer: &Issuer) -> Gateway {
    let mut iam = issuer.check("iam");
    let AuthKind::Jwt(jwt) = &mut iam.kind else { panic!("a check of tokens") };
    jwt.sources.push(TokenSource::Cookie("token".to_owned()));
    GatewayBuilder::new()
        .upstream("u", upstream.address)
        .route_with("GET /open", "u", "/", |endpoint| {
            endpoint.credential = Credential::Optional(vec!["iam".into()]);
            endpoint.forward.minted = vec!["X-User-Id".to_owned()].into();
        })
        .with(|gateway| gateway.auth = vec![iam])
        .build()
}

fn get(served: &Served, lines: &str) -> Answer {
    exchange(served.address, format!("GET /open HTTP/1.1\r\nHost: x\r\n{lines}\r\n"))
}

#[test]
fn a_token_is_verified_where_there_is_one_and_nobody_else_has_an_identity() {
    let (upstream, key) = (Upstream::text("ok"), SigningKey::new("a"));
    let issuer = Issuer::start(&[&key]);
    let served = Served::start(&gateway(&upstream, &issuer));
    let (token, other) = (key.token("u1", ""), SigningKey::new("a").token("u1", ""));
    for (lines, user) in [
        (String::new(), None),
        ("X-User-Id: forged\r\nx_user_id: forged\r\n".to_owned(), None),
        ("X-API-Key: sk-any\r\nCookie: other=1\r\n".to_owned(), None),
        (format!("Authorization: Bearer {token}\r\nX-User-Id: forged\r\n"), Some("u1")),
        (format!("Cookie: token={token}\r\n"), Some("u1")),
    ] {
        // Twice: the token is known then.
        for _ in 0..2 {
            assert_eq!(get(&served, &lines).status, 200, "{lines}");
            let head = upstream.heads().pop().expect("a head").to_lowercase();
            let found = head.lines().find_map(|line| line.strip_prefix("x-user-id: "));
            assert_eq!(found, user, "{lines}");
            assert!(!head.contains("forged"), "{head}");
        }
    }
    let passed = upstream.heads().len();
    for lines in [
        format!("Authorization: Bearer {other}\r\n"),
        "Authorization: Bearer x.y.z\r\n".to_owned(),
        "Authorization: Basic eDp5\r\n".to_owned(),
        "Authorization: \r\n".to_owned(),
        format!("Authorization: Bearer {token}\r\nAuthorization: Bearer {token}\r\n"),
        format!("Authorization: Bearer x.y.z\r\nCookie: token={token}\r\n"),
        "Cookie: token=\r\n".to_owned(),
        format!("Cookie: token={token}; token={token}\r\n"),
    ] {
        let refused = get(&served, &lines);
        assert_eq!(refused.status, 401, "{lines}");
        assert!(refused.header("www-authenticate").is_some(), "{lines}");
    }
    assert_eq!(upstream.heads().len(), passed);
}

/// Callers without a token share one bucket; each user has one. Nothing may be required of what may be absent.
#[test]
fn limits_tell_users_apart_and_no_claim_can_be_required() {
    let (upstream, key) = (Upstream::text("ok"), SigningKey::new("a"));
    let issuer = Issuer::start(&[&key]);
    let mut model = gateway(&upstream, &issuer);
    let rate = Rate { count: 1, period: std::time::Duration::from_secs(3600) };
    let limit = Limit { rate, burst: 2, window: Window::Bucket };
    let per_client = Some(PerClient { key: ClientKey::Claim("sub".to_owned()), limit });
    model.endpoints[0].rate_limit = RateLimit { total: None, per_client }.into();
    let served = Served::start(&model);
    let statuses = |lines: &str| (0..3).map(|_| get(&served, lines).status).collect::<Vec<_>>();
    let bearer = |user: &str| format!("Authorization: Bearer {}\r\n", key.token(user, ""));
    for lines in [String::new(), bearer("u1"), bearer("u2")] {
        assert_eq!(statuses(&lines), [200, 200, 429], "{lines}");
    }
    let vip = ClaimValue { claim: "vip".to_owned(), value: Literal::Bool(true) };
    model.endpoints[0].require = Set::from(vec![Requirement::Claim(vip)]).into();
    assert!(gwc_artifact::encode(&model).is_err());
}
