//! Identity headers: what is stripped covers what is minted, what is minted covers what is forwarded, and no client sets one.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::Path;
use std::time::Duration;

use gwc::cli::Io;
use gwc_artifact::{
    AuthKind, Bit, ClaimValue, ClientKey, Credential, Endpoint, Gateway, HeaderNames, Jwt, Limit, Literal,
    Minted, MintedHeader, PerClient, Rate, RateLimit, Window,
};
use gwc_syntax::value::Date;
use gwc_tests::golden;
use gwc_tests::net::{
    GatewayBuilder, Issuer, Served, SigningKey, Upstream, compiled, compiled_from, exchange,
};
use proptest::test_runner::{Config, TestRunner};
use serde_json::Value;

/// Ten ways to write a header name that a careless backend takes for one.
fn spellings(name: &str) -> [String; 10] {
    let (lower, upper) = (name.to_lowercase(), name.to_uppercase());
    let alternating = |odd: usize| -> String {
        let cased = |(at, c): (usize, char)| {
            if at % 2 == odd { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() }
        };
        name.chars().enumerate().map(cased).collect()
    };
    [
        name.to_owned(),
        lower.clone(),
        upper.clone(),
        alternating(0),
        alternating(1),
        name.replace('-', "_"),
        lower.replace('-', "_"),
        upper.replace('-', "_"),
        name.replacen('-', "_", 1),
        lower.replacen('-', "_", 1),
    ]
}

fn minted_by<'g>(gateway: &'g Gateway, endpoint: &Endpoint) -> BTreeSet<&'g str> {
    let Credential::AnyOf(names) = &endpoint.credential else { return BTreeSet::new() };
    let auths = gateway.auth.iter().filter(|auth| names.iter().any(|name| *auth.name == **name));
    auths.flat_map(|auth| auth.kind.headers()).map(|minted| minted.header.as_str()).collect()
}

#[test]
fn what_is_stripped_covers_what_is_minted_and_that_what_is_forwarded() {
    let gateway = compiled("hanzo");
    let stripped = gwc_plan::identity::names(&gateway);
    let mut forwarded = 0;
    for endpoint in &gateway.endpoints {
        let minted = minted_by(&gateway, endpoint);
        for name in &minted {
            for spelling in spellings(name) {
                assert!(stripped.contains(&spelling), "{spelling}");
            }
        }
        for name in endpoint.forward.minted.iter() {
            assert!(minted.contains(name.as_str()), "`{name}` of `{}` is minted by no check", endpoint.path);
            forwarded += 1;
        }
    }
    assert!(forwarded > 100, "{forwarded}");
}

/// Whatever names a route file strips and mints: the artifact strips all of them, in every spelling, and mints no header
/// that it does not strip.
#[test]
fn what_a_file_declares_is_stripped_in_every_spelling() {
    let name = "[A-Z][a-z]{1,6}(-[A-Z][A-Za-z0-9]{0,7}){1,3}";
    let names = || proptest::collection::btree_set(name, 1..4);
    let mut runner = TestRunner::new(Config { cases: 48, failure_persistence: None, ..Config::default() });
    let tested = runner.run(&(names(), names(), names()), |(whole, begins, minted)| {
        let stripped: Vec<String> =
            whole.iter().cloned().chain(begins.iter().map(|name| format!("{name}*"))).collect();
        let headers: Vec<String> = minted.iter().map(|name| format!("{name}: sub")).collect();
        let gateway = gateway_of(&stripped, &headers);
        let names = gwc_plan::identity::names(&gateway);
        let families = begins.iter().map(|name| format!("{name}-of-any-kind"));
        for name in whole.iter().cloned().chain(minted.iter().cloned()).chain(families) {
            for spelling in spellings(&name) {
                assert!(names.contains(&spelling), "{spelling} of {stripped:?} {minted:?}");
            }
        }
        let bytes = gwc_artifact::encode(&gateway).expect("an artifact");
        let declared = gwc_artifact::Artifact::open(bytes).expect("it opens");
        assert_eq!(declared.gateway().stripped, gateway.stripped);
        // What an artifact lacks of what it mints is no artifact.
        for name in minted {
            let mut open = gateway.clone();
            let left: Vec<String> =
                gateway.stripped.entries().filter(|entry| !covers(entry, &name)).collect();
            open.stripped = HeaderNames::of(left.iter().map(String::as_str));
            assert!(gwc_artifact::encode(&open).is_err(), "{name} is minted, and clients may set it");
        }
        Ok(())
    });
    tested.expect("each name is stripped");
}

fn covers(entry: &str, name: &str) -> bool {
    HeaderNames::of([entry]).has(name)
}

/// A gateway that strips and mints these.
fn gateway_of(stripped: &[String], minted: &[String]) -> Gateway {
    let folder = tempfile::tempdir().expect("a folder");
    let text = format!(
        r#"gateway: any
targets: [gwr]
identity: {{ strip: [{}] }}
auth: {{ iam: {{ jwt: {{ issuer: "https://id.example.com", jwks: discover, algorithms: [RS256], audiences: any }}, headers: {{ {} }} }} }}
upstreams: {{ u: "http://u.shop.svc.cluster.local" }}
services: {{ a: {{ at: /a, upstream: u, methods: GET, auth: iam, timeout: 5s }} }}
"#,
        distinct(stripped).join(", "),
        minted.join(", ")
    );
    std::fs::write(folder.path().join("gateway.yaml"), text).expect("it can be written");
    compiled_from(folder.path())
}

/// The entries without those that have no effect beside others, which is an error.
fn distinct(entries: &[String]) -> Vec<String> {
    HeaderNames::of(entries.iter().map(String::as_str)).entries().collect()
}

/// Builds `routes/hanzo` into a folder.
fn build(out: &Path) {
    let folder = golden::repository().join("routes/hanzo");
    let arguments: [OsString; 5] = ["gwc".into(), "build".into(), "-o".into(), out.into(), folder.into()];
    let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
    let today = Date::parse("2026-11-21").expect("a day");
    let environment = Default::default();
    let mut io = Io { out: &mut stdout, err: &mut stderr, colours: false, width: None, environment, today };
    gwc::cli::run(arguments.to_vec(), &mut io);
    assert!(
        out.join("hanzo").exists(),
        "{}{}",
        String::from_utf8_lossy(&stdout),
        String::from_utf8_lossy(&stderr)
    );
}

fn configurations(out: &Path) -> Vec<Value> {
    let files = gwc_tests::folder::read(out);
    let json = files.iter().filter(|(name, _)| name.ends_with(".json"));
    let values = json.filter_map(|(_, bytes)| serde_json::from_slice::<Value>(bytes).ok());
    values.filter(|value| value["endpoints"][0]["endpoint"].is_string()).collect()
}

#[test]
fn json_targets_forward_no_identity_header_that_they_do_not_set() {
    let out = tempfile::tempdir().expect("a folder");
    build(out.path());
    let gateway = compiled("hanzo");
    let identity = gwc_plan::identity::names(&gateway);
    let configurations = configurations(out.path());
    let of = |schema: &str| {
        configurations
            .iter()
            .filter(|json| json["$schema"].as_str().is_some_and(|text| text.contains(schema)))
            .count()
    };
    assert!(of("krakend.io") > 0 && of("hanzo.ai") > 0, "one for each JSON target");
    for configuration in &configurations {
        let is_ce = configuration["$schema"].as_str().is_some_and(|schema| schema.contains("krakend.io"));
        for endpoint in configuration["endpoints"].as_array().expect("endpoints") {
            let texts = |value: &Value| -> Vec<String> {
                let items = value.as_array().into_iter().flatten();
                items.filter_map(|item| item.as_str().map(str::to_lowercase)).collect()
            };
            let claims = endpoint["extra_config"]["auth/validator"]["propagate_claims"].as_array();
            let set: Vec<String> = claims
                .into_iter()
                .flatten()
                .filter_map(|pair| pair[1].as_str().map(str::to_lowercase))
                .collect();
            for header in texts(&endpoint["input_headers"]).iter().filter(|name| identity.contains(name)) {
                let is_set = set.contains(header) || (!is_ce && !set.is_empty());
                assert!(is_set, "{header} of {}", endpoint["endpoint"]);
            }
        }
    }
}

/// `/user` requires a token that mints the headers, `/open` nothing; all headers are forwarded.
fn gateway(upstream: &Upstream, issuer: &Issuer, headers: Vec<MintedHeader>) -> Gateway {
    let names: Vec<String> = headers.iter().map(|minted| minted.header.clone()).collect();
    GatewayBuilder::new()
        .upstream("u", upstream.address)
        .route_with("GET /user", "u", "/user", |endpoint| {
            endpoint.credential = Credential::AnyOf(vec!["iam".into()]);
            endpoint.forward.minted = names.into();
        })
        .route("GET /open", "u", "/open")
        .with(|gateway| {
            gateway.auth = vec![issuer.check("iam")];
            let AuthKind::Jwt(jwt) = &mut gateway.auth[0].kind else { panic!("a check of tokens") };
            *jwt = Jwt { headers: headers.into(), ..jwt.clone() };
        })
        .build()
}

fn first(header: &str, claims: &[&str]) -> MintedHeader {
    let claims = claims.iter().map(|claim| (*claim).to_owned()).collect();
    MintedHeader { header: header.to_owned(), value: Minted::First(claims) }
}

#[test]
fn no_spelling_of_a_minted_header_reaches_an_upstream() {
    let (upstream, key) = (Upstream::text("ok"), SigningKey::new("a"));
    let issuer = Issuer::start(&[&key]);
    let token = key.token("u1", "");
    let mut runner = TestRunner::new(Config { cases: 24, failure_persistence: None, ..Config::default() });
    let names = proptest::collection::btree_set("[A-Z][a-z]{1,6}(-[A-Z][A-Za-z0-9]{0,7}){1,3}", 1..4);
    let tested = runner.run(&names, |names| {
        // One that no claim fills, and one that every token fills.
        let headers: Vec<MintedHeader> = names
            .iter()
            .enumerate()
            .map(|(at, name)| first(name, if at % 2 == 0 { &["absent"] } else { &["sub"] }))
            .collect();
        let served = Served::start(&gateway(&upstream, &issuer, headers));
        for path in ["/user", "/open"] {
            let forged: String = names
                .iter()
                .flat_map(|name| spellings(name))
                .map(|spelling| format!("{spelling}: forged\r\n"))
                .collect();
            let request =
                format!("GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n{forged}\r\n");
            let answer = exchange(served.address, request);
            assert_eq!(answer.status, 200, "{names:?}");
            let head = upstream.heads().pop().expect("a head");
            assert!(!head.contains("forged"), "{names:?} {head}");
        }
        Ok(())
    });
    tested.expect("no value of a client arrives");
}

#[test]
fn values_are_made_of_claims_and_of_the_choice_that_they_allow() {
    let (upstream, key) = (Upstream::text("ok"), SigningKey::new("a"));
    let issuer = Issuer::start(&[&key]);
    let minted = |header: &str, value: Minted| MintedHeader { header: header.to_owned(), value };
    let select = Minted::Select {
        claim: "owner".to_owned(),
        header: "X-Org-Id".to_owned(),
        within: "orgs".to_owned(),
    };
    let is_admin = ClaimValue { claim: "isAdmin".to_owned(), value: Literal::Bool(true) };
    let bits =
        vec![Bit { name: "live".to_owned(), position: 2 }, Bit { name: "admin".to_owned(), position: 4 }];
    let served = Served::start(&gateway(
        &upstream,
        &issuer,
        vec![
            first("X-User-Id", &["uid", "name", "sub"]),
            minted("X-Org-Id", select),
            minted("X-Roles", Minted::Join { claim: "roles".to_owned(), separator: " ".to_owned() }),
            minted("X-User-IsAdmin", Minted::Equals { claim: is_admin, text: "true".to_owned() }),
            minted("X-User-Permissions", Minted::Bits { claim: "permissions".to_owned(), bits: bits.into() }),
        ],
    ));
    let sees = |claims: &str, sent: &str| -> Vec<String> {
        let token = key.token("u1", claims);
        let mut heads = Vec::new();
        // The second time the token is known already, and the choice may be another.
        for sent in ["", sent] {
            let request =
                format!("GET /user HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n{sent}\r\n");
            assert_eq!(exchange(served.address, request).status, 200);
            heads.push(upstream.heads().pop().expect("a head").to_lowercase());
        }
        let lines = heads[1].lines().filter(|line| {
            line.starts_with("x-") && !line.starts_with("x-forwarded") && !line.starts_with("x-request-id")
        });
        let mut lines: Vec<String> = lines.map(str::to_owned).collect();
        lines.sort();
        lines
    };
    let full = r#","name":"ann","owner":"home","orgs":["home","work"],"roles":["a","b"],"isAdmin":true,"permissions":["live","admin","x"]"#;
    let fixed = ["x-roles: a b", "x-user-id: ann", "x-user-isadmin: true", "x-user-permissions: 20"];
    for (sent, org) in [
        ("", "home"),
        ("X-Org-Id: work\r\n", "work"),
        ("X-Org-Id: other\r\n", "home"),
        ("X-Org-Id: work\r\nX-Org-Id: work\r\n", "home"),
        ("X_Org_Id: work\r\n", "home"),
    ] {
        let mut expected = vec![format!("x-org-id: {org}")];
        expected.extend(fixed.map(str::to_owned));
        assert_eq!(sees(full, sent), expected, "{sent}");
    }
    let bare = sees(r#","permissions":["x"],"isAdmin":"true""#, "X-Org-Id: work\r\nX-User-IsAdmin: true\r\n");
    assert_eq!(bare, ["x-user-id: u1"]);
}

#[test]
fn declared_headers_reach_no_upstream_and_limits_count_by_what_is_minted() {
    let (upstream, key) = (Upstream::text("ok"), SigningKey::new("a"));
    let issuer = Issuer::start(&[&key]);
    let mut model = gateway(&upstream, &issuer, vec![first("X-Tenant", &["tenant"])]);
    let stripped = model.stripped.entries().chain(["X-Session-*".to_owned()]).collect::<Vec<_>>();
    model.stripped = HeaderNames::of(stripped.iter().map(String::as_str));
    let one = Limit {
        rate: Rate { count: 1, period: Duration::from_secs(3600) },
        burst: 2,
        window: Window::Bucket,
    };
    let per_client = Some(PerClient { key: ClientKey::Header("X-Tenant".to_owned()), limit: one });
    for endpoint in &mut model.endpoints {
        endpoint.rate_limit = RateLimit { total: None, per_client: per_client.clone() }.into();
    }
    let served = Served::start(&model);
    let ask = |path: &str, tenant: &str, sent: &str| {
        let token = key.token("u1", &format!(r#","tenant":"{tenant}""#));
        let lines =
            format!("Authorization: Bearer {token}\r\nX-Tenant: {sent}\r\nX_session_USER: forged\r\n");
        exchange(served.address, format!("GET {path} HTTP/1.1\r\nHost: x\r\n{lines}\r\n")).status
    };
    // Whatever tenant the client states, it has the bucket of the one in its token.
    for (tenant, sent, status) in
        [("acme", "forged1", 200), ("acme", "forged2", 200), ("acme", "forged3", 429), ("other", "acme", 200)]
    {
        assert_eq!(ask("/user", tenant, sent), status, "{tenant} {sent}");
    }
    // Where nothing mints it, all clients have one.
    let open: Vec<u16> = ["forged1", "forged2", "forged3"].map(|sent| ask("/open", "acme", sent)).to_vec();
    assert_eq!(open, [200, 200, 429]);
    assert!(upstream.heads().iter().all(|head| !head.contains("forged")), "{:?}", upstream.heads());
}
