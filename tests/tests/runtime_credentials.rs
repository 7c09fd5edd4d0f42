//! Credentials as clients and upstreams meet them.

#[path = "runtime_credentials/rotation.rs"]
mod rotation;

use std::time::{Duration, Instant};

use gwc_artifact::{
    ApiKey, Auth, AuthKind, ClaimValue, ClientKey, Credential, ForwardHeaders, Gateway, KeyCheck, Limit,
    Literal, OneOf, PerClient, Rate, RateLimit, Requirement, Set, TokenSource,
};
use gwc_tests::net::{Answer, GatewayBuilder, Issuer, Served, SigningKey, Upstream, exchange, now};

fn keys_with(prefix: &str) -> Auth {
    let headers = ["Authorization", "X-API-Key"].map(str::to_owned).to_vec();
    let key = ApiKey { prefixes: vec![prefix.to_owned()].into(), headers, verify: KeyCheck::Upstream };
    Auth::new("key", AuthKind::ApiKey(key))
}

/// `/user` takes tokens, `/key` keys, `/both` either, and `/open` anybody.
fn gateway(upstream: &Upstream, issuer: &Issuer) -> Gateway {
    let minted = || vec!["X-User-Id".to_owned(), "X-Roles".to_owned()];
    let user = |names: &[&str]| Credential::AnyOf(names.iter().map(|name| (*name).into()).collect());
    GatewayBuilder::new()
        .upstream("u", upstream.address)
        .route_with("GET /user", "u", "/user", |endpoint| {
            endpoint.credential = user(&["iam"]);
            endpoint.forward.minted = minted().into();
        })
        .route_with("GET /key", "u", "/key", |endpoint| endpoint.credential = user(&["key"]))
        .route_with("GET /both", "u", "/both", |endpoint| {
            endpoint.credential = user(&["iam", "key"]);
            endpoint.forward.minted = minted().into();
        })
        .route("GET /open", "u", "/open")
        .with(|gateway| {
            gateway.auth = vec![issuer.check("iam"), keys_with("k-")];
            gateway.upstreams[0].accepts_keys = true;
        })
        .build()
}

fn ask(served: &Served, path: &str, headers: &str) -> Answer {
    exchange(served.address, format!("GET {path} HTTP/1.1\r\nHost: x\r\n{headers}\r\n"))
}

fn with(served: &Served, path: &str, token: &str) -> u16 {
    ask(served, path, &format!("Authorization: Bearer {token}\r\n")).status
}

#[test]
fn a_verified_token_names_the_caller_and_nothing_else_does() {
    let (upstream, key) = (Upstream::text("ok"), SigningKey::new("a"));
    let issuer = Issuer::start(&[&key]);
    let served = Served::start(&gateway(&upstream, &issuer));
    let token = key.token("u1", r#","roles":["member","editor"]"#);
    let forged =
        "X-User-Id: root\r\nX_User_Id: root\r\nx-roles: admin\r\nX-Org-Id: other\r\nX-IAM-Admin: 1\r\n";
    for _ in 0..2 {
        let answer = ask(&served, "/user", &format!("{forged}authorization: bearer {token}\r\n"));
        assert_eq!(answer.status, 200);
        let head = upstream.heads().pop().unwrap().to_lowercase();
        assert!(
            head.contains("\r\nx-user-id: u1\r\n") && head.contains("\r\nx-roles: member,editor\r\n"),
            "{head}"
        );
        assert!(head.contains(&format!("\r\nauthorization: bearer {}\r\n", token.to_lowercase())), "{head}");
        assert!(!head.contains("root") && !head.contains("admin") && !head.contains("other"), "{head}");
    }
    assert_eq!(ask(&served, "/open", forged).status, 200);
    let head = upstream.heads().pop().unwrap().to_lowercase();
    assert!(
        !head.contains("x-user-id") && !head.contains("x_user_id") && !head.contains("x-roles"),
        "{head}"
    );
    assert_eq!(issuer.fetches(), 1);
}

#[test]
fn what_is_no_valid_credential_is_refused_and_not_told_why() {
    let (upstream, key) = (Upstream::text("ok"), SigningKey::new("a"));
    let issuer = Issuer::start(&[&key]);
    let served = Served::start(&gateway(&upstream, &issuer));
    let token = key.token("u1", "");
    assert_eq!(with(&served, "/user", &token), 200);
    let expired = key.sign(&format!(r#"{{"iss":"https://id.example","exp":{}}}"#, now() - 1));
    let control = key.token(r"u1\r\nX-Roles: admin", "");
    let other = SigningKey::new("a").token("u1", "");
    for headers in [
        format!("Authorization: Bearer {expired}\r\n"),
        format!("Authorization: Bearer {control}\r\n"),
        format!("Authorization: Bearer {other}\r\n"),
        format!(
            "Authorization: Bearer {token} \r\nX-Authorization: Bearer {token}\r\nAuthorization: Bearer {token}\r\n"
        ),
        format!("Authorization: Bearer  {token}\r\n"),
        "Authorization: Bearer\r\n".to_owned(),
        format!("Authorization: {token}\r\n"),
        format!("Authorization: Basic {token}\r\n"),
        format!("Authorization: Bearer {token}, Bearer {token}\r\n"),
        "Authorization: Bearer k-1\r\n".to_owned(),
        "Authorization: \r\n".to_owned(),
    ] {
        let answer = ask(&served, "/user", &headers);
        assert_eq!((answer.status, answer.text().as_str()), (401, "401 unauthorized"), "{headers}");
        assert_eq!(answer.header("www-authenticate"), Some(r#"Bearer error="invalid_token""#), "{headers}");
    }
    for headers in
        [String::new(), "X-API-Key: k-1\r\n".to_owned(), format!("X-Authorization: Bearer {token}\r\n")]
    {
        let answer = ask(&served, "/user", &headers);
        assert_eq!((answer.status, answer.header("www-authenticate")), (401, Some("Bearer")), "{headers}");
    }
    assert_eq!(upstream.heads().len(), 1, "nothing of it reached the upstream");
}

#[test]
fn a_key_goes_to_the_upstream_that_verifies_it() {
    let (upstream, key) = (Upstream::text("ok"), SigningKey::new("a"));
    let issuer = Issuer::start(&[&key]);
    let served = Served::start(&gateway(&upstream, &issuer));
    for (path, headers, status) in [
        ("/key", "Authorization: Bearer k-1\r\n", 200),
        ("/key", "X-API-Key: k-1\r\n", 200),
        ("/both", "X-API-Key: k-1\r\n", 200),
        ("/both", "Authorization: Bearer k-1\r\n", 200),
        ("/key", "X-API-Key: K-1\r\n", 401),
        ("/key", "X-API-Key: x-1\r\n", 401),
        ("/key", "X-API-Key: k-1\r\nX-API-Key: k-2\r\n", 401),
        ("/key", "", 401),
        // The first header that is present decides.
        ("/both", "Authorization: Bearer x\r\nX-API-Key: k-1\r\n", 401),
        ("/key", "Authorization: Basic x\r\nX-API-Key: k-1\r\n", 401),
    ] {
        assert_eq!(ask(&served, path, headers).status, status, "{path} {headers}");
    }
    assert_eq!(with(&served, "/key", &key.token("u1", "")), 401, "a token is no key");
    assert_eq!(with(&served, "/both", &key.token("u1", "")), 200);
    assert!(upstream.heads().pop().unwrap().contains("x-user-id: u1\r\n"));
}

#[test]
fn keys_rotate_without_a_request_that_fails() {
    let (upstream, first, second) = (Upstream::text("ok"), SigningKey::new("a"), SigningKey::new("b"));
    let issuer = Issuer::start(&[&first]);
    let served = Served::start(&gateway(&upstream, &issuer));
    assert_eq!(with(&served, "/user", &first.token("u1", "")), 200);
    issuer.publish(&[&first, &second]);
    let tokens: Vec<String> = (0..16).map(|user| second.token(&format!("u{user}"), "")).collect();
    std::thread::scope(|scope| {
        for token in &tokens {
            let (served, first) = (&served, &first);
            scope.spawn(move || {
                assert_eq!(with(served, "/user", token), 200);
                assert_eq!(with(served, "/user", &first.token("u1", "")), 200);
            });
        }
    });
    let fetches = issuer.fetches();
    assert!(fetches <= 3, "{fetches}: one fetch serves all that wait, and one that failed is repeated");
}

/// Sends 1,000 tokens from 20 clients, and tokens that are valid beside them; `unknown` is the token of a client and a number.
fn thousand(unknown: impl Fn(usize, usize) -> String + Sync) {
    let (upstream, key) = (Upstream::text("ok"), SigningKey::new("a"));
    let issuer = Issuer::start(&[&key]);
    let served = Served::start(&gateway(&upstream, &issuer));
    let valid = key.token("u1", "");
    assert_eq!(with(&served, "/user", &valid), 200);
    let began = Instant::now();
    std::thread::scope(|scope| {
        for client in 0..20 {
            let (served, unknown) = (&served, &unknown);
            scope.spawn(move || {
                (0..50).for_each(|number| assert_eq!(with(served, "/user", &unknown(client, number)), 401));
            });
        }
        for _ in 0..20 {
            assert_eq!(with(&served, "/user", &valid), 200);
        }
    });
    // A machine that needs half a minute for the requests sees the next fetch.
    let most = 3 + began.elapsed().as_secs() / 30;
    assert!(issuer.fetches() as u64 <= most, "{} of {most}", issuer.fetches());
}

#[test]
fn an_unknown_key_id_does_not_make_the_gateway_call_its_issuer() {
    let unknown = SigningKey::new("unknown").token("u1", "");
    thousand(|_, _| unknown.clone());
}

/// Nothing that is kept about one of them is of use for the next.
#[test]
fn different_unknown_key_ids_do_not_either() {
    thousand(|client, number| SigningKey::new(&format!("unknown-{client}-{number}")).token("u1", ""));
}

#[test]
fn a_key_that_is_removed_verifies_nothing_any_more() {
    let (upstream, first, second) = (Upstream::text("ok"), SigningKey::new("a"), SigningKey::new("b"));
    let issuer = Issuer::start(&[&first]);
    let served = Served::start(&gateway(&upstream, &issuer));
    let token = first.token("u1", "");
    assert_eq!(with(&served, "/user", &token), 200);
    issuer.publish(&[&second]);
    assert_eq!(with(&served, "/user", &second.token("u2", "")), 200);
    assert_eq!(with(&served, "/user", &token), 401, "the token was verified before, by a key that is gone");
}

#[test]
fn keys_that_were_fetched_outlive_their_issuer() {
    let (upstream, key) = (Upstream::text("ok"), SigningKey::new("a"));
    let issuer = Issuer::start(&[&key]);
    let served = Served::start(&gateway(&upstream, &issuer));
    assert_eq!(with(&served, "/user", &key.token("u1", "")), 200);
    for answer in ["", "<html>", r#"{"keys":[]}"#] {
        issuer.answer(answer);
        assert_eq!(with(&served, "/user", &SigningKey::new("b").token("u1", "")), 401);
        assert_eq!(with(&served, "/user", &key.token("u2", "")), 200, "{answer}");
    }
}

#[test]
fn a_cold_start_without_the_issuer_is_503_until_its_keys_are_there() {
    let (upstream, key) = (Upstream::text("ok"), SigningKey::new("a"));
    let issuer = Issuer::start(&[]);
    issuer.answer("");
    let served = Served::start(&gateway(&upstream, &issuer));
    let refused = ask(&served, "/user", &format!("Authorization: Bearer {}\r\n", key.token("u1", "")));
    assert_eq!((refused.status, refused.header("retry-after")), (503, Some("1")));
    assert_eq!(with(&served, "/user", "x.y.z"), 401, "it can be refused without a key");
    assert_eq!(ask(&served, "/user", "").status, 401);
    assert_eq!(ask(&served, "/open", "").status, 200);
    issuer.publish(&[&key]);
    let until = Instant::now() + Duration::from_secs(60);
    while with(&served, "/user", &key.token("u1", "")) != 200 {
        assert!(Instant::now() < until, "the keys are fetched without a restart");
    }
}

fn one_of(claim: &str, values: &[&str]) -> OneOf {
    OneOf { claim: claim.to_owned(), values: values.iter().map(|value| (*value).to_owned()).collect() }
}

/// Checks `iam` (any of two roles) and `staff` (one scope, one claim); `/admin` requires a role besides.
fn demanding(upstream: &Upstream, issuer: &Issuer) -> Gateway {
    let mut gateway = gateway(upstream, issuer);
    let mut require = |at: usize, requirements: Vec<Requirement>| {
        let AuthKind::Jwt(jwt) = &mut gateway.auth[at].kind else { panic!("a check of tokens") };
        jwt.require = requirements.into();
    };
    require(0, vec![Requirement::Role(one_of("realm.roles", &["member", "admin"]))]);
    gateway.auth.push(issuer.check("staff"));
    let AuthKind::Jwt(jwt) = &mut gateway.auth[2].kind else { panic!("a check of tokens") };
    let acme = ClaimValue { claim: "tenant".to_owned(), value: Literal::Text("acme".to_owned()) };
    jwt.require = vec![Requirement::Scope(one_of("scope", &["staff"])), Requirement::Claim(acme)].into();
    let user = |path: &str, names: &[&str], require: Vec<Requirement>| {
        let mut endpoint = gwc_tests::net::endpoint(path, "u", "/user");
        endpoint.credential = Credential::AnyOf(names.iter().map(|name| (*name).into()).collect());
        endpoint.require = Set::from(require).into();
        endpoint
    };
    let admin = vec![Requirement::Role(one_of("realm.roles", &["admin"]))];
    gateway.endpoints.extend([
        user("GET /admin", &["iam"], admin.clone()),
        user("GET /either", &["iam", "staff"], Vec::new()),
        user("GET /either/admin", &["iam", "staff"], admin),
    ]);
    gateway
}

#[test]
fn a_valid_token_without_what_is_required_is_403_and_not_told_why() {
    let (upstream, key) = (Upstream::text("ok"), SigningKey::new("a"));
    let issuer = Issuer::start(&[&key]);
    let served = Served::start(&demanding(&upstream, &issuer));
    let member = key.token("u1", r#","realm":{"roles":["member"]}"#);
    let admin = key.token("u2", r#","realm":{"roles":["x","admin"]}"#);
    let staff = key.token("u3", r#","scope":"read staff","tenant":"acme""#);
    let other = key.token("u4", r#","scope":"read staff","tenant":"other","realm":{"roles":"nobody"}"#);
    let none = key.token("u5", "");
    let mut passed = 0;
    for (path, token, status) in [
        ("/user", &member, 200),
        ("/user", &admin, 200),
        ("/user", &staff, 403),
        ("/user", &none, 403),
        ("/both", &member, 200),
        ("/both", &none, 403),
        ("/admin", &member, 403),
        ("/admin", &admin, 200),
        ("/admin", &none, 403),
        ("/either", &member, 200),
        ("/either", &staff, 200),
        ("/either", &other, 403),
        ("/either/admin", &staff, 403),
        ("/either/admin", &admin, 200),
    ] {
        // The second time the token is known already.
        for _ in 0..2 {
            let answer = ask(&served, path, &format!("Authorization: Bearer {token}\r\n"));
            assert_eq!(answer.status, status, "{path} {token}");
            passed += usize::from(status == 200);
            if status == 403 {
                assert_eq!(answer.text(), "403 forbidden");
                assert_eq!(answer.header("www-authenticate"), None);
            }
        }
    }
    assert_eq!(upstream.heads().len(), passed, "nothing else reached the upstream");
    assert_eq!(
        ask(&served, "/both", "Authorization: Bearer k-1\r\n").status,
        200,
        "a key has no roles to lack"
    );
    let forged = key.token("u6", r#","realm":{"roles":["admin"]}"#).replace('.', "..");
    assert_eq!(with(&served, "/admin", &forged), 401, "what is not verified is not looked at");
}

#[test]
fn the_first_source_that_is_present_decides() {
    let (upstream, key) = (Upstream::text("ok"), SigningKey::new("a"));
    let issuer = Issuer::start(&[&key]);
    let mut gateway = gateway(&upstream, &issuer);
    let header = |name: &str| TokenSource::Header(name.to_owned());
    let cookie = || TokenSource::Cookie("token".to_owned());
    let mut reading = |sources: Vec<TokenSource>| {
        let AuthKind::Jwt(jwt) = &mut gateway.auth[0].kind else { panic!("a check of tokens") };
        jwt.sources = sources;
        Served::start(&gateway)
    };
    let headers_first = reading(vec![header("Authorization"), header("X-Authorization"), cookie()]);
    let cookie_first = reading(vec![cookie(), header("Authorization"), header("X-Authorization")]);
    let good = key.token("u1", "");
    let bad = SigningKey::new("a").token("u1", "");
    let line = |name: &str, value: &str| format!("{name}: {value}\r\n");
    let authorization = |token: &str| line("Authorization", &format!("Bearer {token}"));
    let other = |token: &str| line("X-Authorization", token);
    let cookies = |token: &str| line("Cookie", &format!("a=1; token={token}; b=2"));
    for (lines, of_headers, of_cookie) in [
        (authorization(&good), 200, 200),
        (other(&good), 200, 200),
        (other(&format!("bearer {good}")), 200, 200),
        (cookies(&good), 200, 200),
        (authorization(&bad) + &other(&good), 401, 401),
        (authorization(&good) + &other(&bad), 200, 200),
        (authorization(&bad) + &cookies(&good), 401, 200),
        (authorization(&good) + &cookies(&bad), 200, 401),
        (cookies("") + &authorization(&good), 200, 401),
        (other(&good) + &other(&good), 401, 401),
        (line("Cookie", &format!("token={good}; token={good}")), 401, 401),
        (line("Cookie", &format!("Token={good}")), 401, 401),
        (line("X-Authorization", &format!("Basic {good}")), 401, 401),
    ] {
        assert_eq!(ask(&headers_first, "/user", &lines).status, of_headers, "{lines}");
        assert_eq!(ask(&cookie_first, "/user", &lines).status, of_cookie, "{lines}");
    }
    // What was not looked at is no credential of the upstream's.
    for (served, lines, sees) in [
        (
            &headers_first,
            authorization(&good) + &other(&bad) + &cookies(&bad),
            &["authorization", "cookie"][..],
        ),
        (&cookie_first, authorization(&bad) + &other(&bad) + &cookies(&good), &["cookie"]),
        (&headers_first, other(&good) + &cookies(&bad), &["x-authorization", "cookie"]),
    ] {
        assert_eq!(ask(served, "/user", &lines).status, 200, "{lines}");
        let head = upstream.heads().pop().unwrap().to_lowercase();
        for name in ["authorization", "x-authorization", "cookie"] {
            assert_eq!(head.contains(&format!("\r\n{name}: ")), sees.contains(&name), "{name} of {head}");
        }
    }
}

#[test]
fn a_cookie_that_is_read_is_not_forwarded_for_that() {
    let (upstream, key) = (Upstream::text("ok"), SigningKey::new("a"));
    let issuer = Issuer::start(&[&key]);
    let mut gateway = gateway(&upstream, &issuer);
    let AuthKind::Jwt(jwt) = &mut gateway.auth[0].kind else { panic!("a check of tokens") };
    jwt.sources = vec![TokenSource::Cookie("token".to_owned())];
    for endpoint in &mut gateway.endpoints {
        endpoint.forward.headers = ForwardHeaders::List(vec!["Accept".to_owned()].into());
    }
    let served = Served::start(&gateway);
    let cookie = format!("Cookie: token={}\r\n", key.token("u1", ""));
    assert_eq!(ask(&served, "/user", &cookie).status, 200);
    let head = upstream.heads().pop().unwrap().to_lowercase();
    assert!(head.contains("x-user-id: u1") && !head.contains("cookie"), "{head}");
}

#[test]
fn a_limit_by_claim_counts_for_each_value() {
    let (upstream, key) = (Upstream::text("ok"), SigningKey::new("a"));
    let issuer = Issuer::start(&[&key]);
    let limit = Limit {
        rate: Rate { count: 1, period: Duration::from_secs(3_600) },
        burst: 2,
        window: gwc_artifact::Window::Bucket,
    };
    let by_org = PerClient { key: ClientKey::Claim("org.name".to_owned()), limit };
    let mut limited = gateway(&upstream, &issuer);
    for endpoint in &mut limited.endpoints {
        if matches!(endpoint.credential, Credential::AnyOf(_)) {
            endpoint.rate_limit = RateLimit { total: None, per_client: Some(by_org.clone()) }.into();
        }
    }
    let served = Served::start(&limited);
    let passed = |org: &str| {
        let token = |user| key.token(&format!("u{user}"), &format!(r#","org":{{"name":"{org}"}}"#));
        (0..4).filter(|user| with(&served, "/user", &token(*user)) == 200).count()
    };
    assert_eq!((passed("a"), passed("b"), passed("a")), (2, 2, 0));
}
