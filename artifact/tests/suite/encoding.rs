//! What is written: all of it, always the same, and nothing that makes no sense.

use std::time::Duration;

use gwc_artifact::*;

use crate::support::{Chance, endpoint, gateway, large, limit, open, small, upstream};

#[test]
fn reading_gives_back_everything() {
    for gateway in [large(), small()] {
        let artifact = open(&gateway);
        let read = artifact.gateway().as_ref().clone();
        assert_eq!(encode(&read).unwrap(), artifact.bytes());
        // Equal but for the order of what has none.
        assert_eq!(read.endpoints.len(), gateway.endpoints.len());
        assert_eq!(
            (read.name, read.strict_hosts, read.rate_limit),
            (gateway.name, gateway.strict_hosts, gateway.rate_limit)
        );
        for (i, endpoint) in read.endpoints.iter().enumerate() {
            let written = gateway.endpoints.iter().find(|written| written.id == endpoint.id).unwrap().clone();
            assert_eq!(*endpoint, written);
            assert_eq!(artifact.endpoint(i), Some(endpoint));
        }
        assert_eq!(artifact.endpoint(read.endpoints.len()), None);
    }
}

#[test]
fn the_bytes_do_not_depend_on_order() {
    let bytes = encode(&large()).unwrap();
    let mut chance = Chance(1);
    for _ in 0..20 {
        let mut gateway = large();
        chance.shuffle(&mut gateway.endpoints);
        chance.shuffle(&mut gateway.upstreams);
        chance.shuffle(&mut gateway.auth);
        for endpoint in &mut gateway.endpoints {
            let mut minted = Vec::from(endpoint.forward.minted.clone());
            chance.shuffle(&mut minted);
            endpoint.forward.minted = minted.into();
            // Equal values need not be the same place in memory.
            endpoint.forward = Forward::clone(&endpoint.forward).into();
        }
        assert_eq!(encode(&gateway).unwrap(), bytes);
    }
}

#[test]
fn an_empty_gateway_is_one() {
    let artifact = open(&Gateway::default());
    assert_eq!(**artifact.gateway(), Gateway::default());
    assert_eq!(artifact.find(Method::Get, "/"), Err(Miss::NotFound));
}

#[test]
fn the_digest_is_that_of_the_format() {
    let artifact = open(&small());
    let bytes = artifact.bytes();
    let digest = blake3::Hasher::new().update(&bytes[..80]).update(&bytes[112..]).finalize();
    assert_eq!(artifact.digest(), *digest.as_bytes());
    assert_eq!(artifact.format_version(), 2);
    assert_eq!(artifact.writer(), concat!("gwc ", env!("CARGO_PKG_VERSION")));
    assert_eq!((artifact.semantics(), open(&large()).semantics()), (Semantics::Gwr, Semantics::Krakend));
    let [nodes, edges, labels, policy] = artifact.sections();
    assert_eq!((nodes.name, nodes.offset, nodes.length), ("nodes", 112, 32 * nodes.records));
    assert_eq!((edges.offset, edges.length), (112 + nodes.length, 16 * edges.records));
    assert_eq!(labels.offset, edges.offset + edges.length);
    assert_eq!((policy.name, policy.offset + policy.length), ("policy", bytes.len()));
}

/// Other bytes for the same gateway are another format: after a release, give it a number, and write into FORMAT.md what
/// is new.
#[test]
fn the_format_has_not_changed() {
    // All but the writer's version and the digest, which it changes.
    let digest = |gateway: &Gateway| {
        let bytes = encode(gateway).unwrap();
        let parts = [&bytes[..8], &bytes[32..80], &bytes[112..]];
        blake3::hash(&parts.concat()).to_hex()[..16].to_owned()
    };
    assert_eq!([digest(&large()), digest(&small())], ["69f2bb4aa5f50c1e", "1a6c1f64ddd61e17"]);
}

/// The error of a gateway with one thing changed.
fn error(change: impl FnOnce(&mut Gateway)) -> String {
    let mut gateway = large();
    change(&mut gateway);
    encode(&gateway).unwrap_err().to_string()
}

#[test]
fn what_is_minted_is_removed_from_requests() {
    let names = large().stripped;
    for name in names.names.iter() {
        let lacking = |gateway: &mut Gateway| {
            gateway.stripped.names = names.names.iter().filter(|other| *other != name).cloned().collect();
        };
        assert!(error(lacking).contains("does not remove from requests of clients"), "{name}");
    }
    let upper = error(|gateway| gateway.stripped.prefixes = vec!["X-IAM-".to_owned()].into());
    assert!(upper.contains("not in lower case"), "{upper}");
}

#[test]
fn requirements_are_of_tokens_and_hold_something() {
    let of_check = |requirement: Requirement| {
        error(|gateway| {
            if let AuthKind::Jwt(jwt) = &mut gateway.auth[0].kind {
                jwt.require = vec![requirement].into();
            }
        })
    };
    let one_of = |claim: &str, values: &[&str]| OneOf {
        claim: claim.into(),
        values: values.iter().map(|value| (*value).to_owned()).collect(),
    };
    assert!(of_check(Requirement::Role(one_of("roles", &[]))).contains("one of no values"));
    assert!(of_check(Requirement::Scope(one_of("scope", &["a", ""]))).contains("an empty value"));
    assert!(of_check(Requirement::Role(one_of("", &["a"]))).contains("a claim without a name"));
    let required: Set<Requirement> = vec![Requirement::Role(one_of("roles", &["a"]))].into();
    for credential in [
        Credential::Public,
        Credential::AnyOf(vec!["key".into()]),
        Credential::AnyOf(vec!["iam".into(), "key".into()]),
    ] {
        let refused = error(|gateway| {
            gateway.endpoints[0].credential = credential;
            gateway.endpoints[0].forward.minted = Set::default();
            gateway.endpoints[0].require = required.clone().into();
        });
        assert!(refused.contains("may have none"), "{refused}");
    }
}

#[test]
fn keys_in_clear_text_have_to_be_allowed() {
    let fetched = |url: &str, allow_http: bool| {
        let mut gateway = large();
        let AuthKind::Jwt(jwt) = &mut gateway.auth[0].kind else { panic!("a check of tokens") };
        (jwt.jwks_url, jwt.allow_http) = (url.to_owned(), allow_http);
        encode(&gateway).map(drop).map_err(|error| error.to_string())
    };
    for url in
        ["http://id.example/jwks", "HTTP://id.example/jwks", "//id.example/jwks", "httpsx://id.example"]
    {
        let refused = fetched(url, false).unwrap_err();
        assert!(refused.contains("is not `https`, and it does not allow `http`"), "{url}: {refused}");
    }
    assert_eq!(fetched("http://id.example/jwks", true), Ok(()));
    for url in ["https://id.example/jwks", "HTTPS://id.example/jwks"] {
        assert_eq!((fetched(url, false), fetched(url, true)), (Ok(()), Ok(())), "{url}");
    }
}

#[test]
fn duplicates_are_refused() {
    let twin =
        |path: &'static str| error(move |gateway| gateway.endpoints.push(endpoint(Method::Delete, path)));
    // Parameters of other names are no other path.
    assert_eq!(twin("/v1/{a}/{b}"), "endpoint `DELETE /v1/{a}/{b}` is defined twice");
    assert!(
        error(|gateway| gateway.upstreams.push(upstream("app"))).contains("upstream `app` is defined twice")
    );
    assert!(
        error(|gateway| gateway.auth.push(gateway.auth[0].clone())).contains("auth `iam` is defined twice")
    );
    assert!(error(|gateway| gateway.endpoints[3].id = gateway.endpoints[4].id).contains("is defined twice"));
}

#[test]
fn names_that_lead_nowhere_are_refused() {
    let change = |gateway: &mut Gateway| {
        let path = Template::parse("/x", &PathPattern::default()).unwrap();
        gateway.endpoints[0].backend = Backend::Upstream { upstream: "gone".into(), method: None, path };
    };
    assert_eq!(error(change), "upstream `gone`, which endpoint `GET /auth/*` refers to, is not defined");
    let change =
        |gateway: &mut Gateway| gateway.endpoints[0].credential = Credential::AnyOf(vec!["gone".into()]);
    assert_eq!(error(change), "auth `gone`, which endpoint `GET /auth/*` refers to, is not defined");
    let scope = PolicyScope::Endpoints(vec![1].into());
    let policy = OtherPolicy { name: "krakend:proxy".into(), scope };
    assert!(error(|gateway| gateway.other_policies = vec![policy].into()).contains("is not defined"));
}

fn records(key: &mut ApiKey, change: fn(&mut KeyRecords)) {
    if let KeyCheck::Gateway(records) = &mut key.verify {
        change(records);
    }
}

#[test]
fn keys_in_a_store_need_one() {
    let stored = |gateway: &mut Gateway| {
        for auth in &mut gateway.auth {
            if let AuthKind::ApiKey(key) = &mut auth.kind {
                records(key, |records| records.source = KeySource::Store);
            }
        }
        gateway.store = None;
    };
    assert!(error(stored).contains("its keys are in a store that the gateway does not have"));
}

#[test]
fn what_would_open_a_door_by_accident_is_refused() {
    let none = |gateway: &mut Gateway| gateway.endpoints[0].credential = Credential::AnyOf(Vec::new());
    assert_eq!(error(none), "endpoint `GET /auth/*`: its credential is any of no checks");
    let minted =
        |gateway: &mut Gateway| gateway.endpoints[2].forward.minted = vec!["X-User-Id".into()].into();
    assert!(error(minted).contains("no check of its credential mints `X-User-Id`"));
    let key = |gateway: &mut Gateway, change: fn(&mut ApiKey)| {
        for auth in &mut gateway.auth {
            if let AuthKind::ApiKey(key) = &mut auth.kind {
                change(key);
            }
        }
    };
    assert!(
        error(|gateway| key(gateway, |key| key.prefixes = vec![String::new()].into()))
            .contains("a key prefix is empty")
    );
    assert!(error(|gateway| key(gateway, |key| key.prefixes = Set::default())).contains("no key prefix"));
    let relative = |key: &mut ApiKey| {
        records(key, |records| records.source = KeySource::File("keys.jsonl".into()));
    };
    assert!(error(|gateway| key(gateway, relative)).contains("not absolute"));
    let answered = |key: &mut ApiKey| {
        records(key, |records| {
            let header = MintedHeader { header: "X-Org-Id".into(), value: Minted::Header("X-Org".into()) };
            records.headers = vec![header].into();
        });
    };
    assert!(error(|gateway| key(gateway, answered)).contains("what its check does not have"));
    let external = |gateway: &mut Gateway, change: fn(&mut ExternalCheck)| {
        for auth in &mut gateway.auth {
            if let AuthKind::External(check) = &mut auth.kind {
                change(check);
            }
        }
    };
    assert!(error(|gateway| external(gateway, |check| check.send.clear())).contains("sends no header"));
    let twice = |check: &mut ExternalCheck| check.send.push("COOKIE".into());
    assert!(error(|gateway| external(gateway, twice)).contains("sends a header twice"));
    let forever = |check: &mut ExternalCheck| check.timeout = Duration::ZERO;
    assert!(error(|gateway| external(gateway, forever)).contains("a duration is 0"));
    let upper = |gateway: &mut Gateway| gateway.auth[0].origins = vec!["Example.com".to_owned()].into();
    assert!(error(upper).contains("not in lower case"));
    let jwt = |gateway: &mut Gateway, change: fn(&mut Jwt)| {
        for auth in &mut gateway.auth {
            if let AuthKind::Jwt(jwt) = &mut auth.kind {
                change(jwt);
            }
        }
    };
    assert!(
        error(|gateway| jwt(gateway, |jwt| jwt.algorithms = Set::default())).contains("accepts no algorithm")
    );
    assert!(error(|gateway| jwt(gateway, |jwt| jwt.sources.clear())).contains("reads tokens from nothing"));
    let twice = |jwt: &mut Jwt| jwt.sources.push(TokenSource::Header("AUTHORIZATION".into()));
    assert!(error(|gateway| jwt(gateway, twice)).contains("from one place twice"));
    let unnamed = |jwt: &mut Jwt| jwt.sources.push(TokenSource::Cookie("a b".into()));
    assert!(error(|gateway| jwt(gateway, unnamed)).contains("no proper name"));
    let no_audiences = |jwt: &mut Jwt| jwt.audiences = Audiences::All(Set::default());
    assert!(error(|gateway| jwt(gateway, no_audiences)).contains("accepts no audience"));
    let no_audience = |jwt: &mut Jwt| jwt.audiences = Audiences::List(Set::default());
    assert!(error(|gateway| jwt(gateway, no_audience)).contains("accepts no audience"));
}

#[test]
fn limits_and_times_of_nothing_are_refused() {
    let limited = |limit: Limit| {
        error(move |gateway| gateway.rate_limit = RateLimit { total: Some(limit), per_client: None })
    };
    assert!(limited(limit(0, Duration::from_secs(1), 1)).contains("a rate of 0"));
    assert!(limited(limit(1, Duration::from_secs(1), 0)).contains("a burst of 0"));
    assert!(limited(limit(1, Duration::ZERO, 1)).contains("a duration is 0"));
    assert!(limited(limit(1, Duration::MAX, 1)).contains("longer than 584 years"));
    let zero = |gateway: &mut Gateway| gateway.endpoints[0].timeouts.idle = Some(Duration::ZERO);
    assert!(error(zero).contains("a duration is 0"));
    let client =
        PerClient { key: ClientKey::Param("nope".into()), limit: limit(1, Duration::from_secs(1), 1) };
    let keyed = |gateway: &mut Gateway| gateway.endpoints[0].rate_limit.per_client = Some(client.clone());
    assert!(error(keyed).contains("a parameter that its path does not have"));
    assert!(
        error(|gateway| gateway.rate_limit.per_client = Some(client.clone()))
            .contains("its path does not have")
    );
}

#[test]
fn two_policies_of_one_kind_are_refused() {
    let two: Set<EndpointPolicy> = [1, 2].into_iter().map(EndpointPolicy::MaxBody).collect();
    let twice = |gateway: &mut Gateway| gateway.endpoints[0].policies = two.clone().into();
    assert!(error(twice).contains("two policies of one kind"));
}

#[test]
fn patterns_read_as_they_are_written() {
    for text in
        ["/", "/a", "/a/", "/a/{x}/b/{y}/*", "/*", "/%7Bx%7D", "/a%2Ab", "/100%25", "/caf\u{e9}", "/a b"]
    {
        let pattern = PathPattern::parse(text);
        let Ok(pattern) = pattern else {
            assert_eq!(text, "/a b");
            continue;
        };
        assert_eq!(pattern.to_string(), text);
    }
    assert_eq!(PathPattern::parse("/%61%C3%A9").unwrap().to_string(), "/a\u{e9}");
}

#[test]
fn patterns_that_no_request_can_match_are_refused() {
    let too_many = format!("/{}", "{x}/".repeat(20));
    let too_deep = "/a".repeat(MAX_SEGMENTS + 1);
    for text in [
        "", "a", "//", "//a", "/a//b", "/a//", "/.", "/a/..", "/%2e%2e", "/a%2fb", "/a\\b", "/a;b", "/%00",
        "/%", "/%zz", "/%c0%ae", "/%252e", "/a?b", "/a#b", "/*/a", "/a/*/", "/a*", "/{x", "/x}", "/{}",
        "/v{x}", "/{x}/{x}", "/{a/b}", &too_many, &too_deep,
    ] {
        assert!(PathPattern::parse(text).is_err(), "{text}");
    }
    // Built by hand, they are refused when they are written.
    let segment = |text: &str| Segment::Literal(text.into());
    for segments in [
        vec![segment("")],
        vec![segment(".")],
        vec![segment("a/b")],
        vec![segment("a\0b")],
        vec![segment("%2e")],
        vec![segment("a"), segment(""), segment("b")],
        vec![Segment::Tail, segment("a")],
        vec![segment("a"), Segment::Tail, Segment::Tail],
        vec![Segment::Param("a\nb".into())],
    ] {
        let mut endpoint = endpoint(Method::Get, "/x");
        endpoint.path = PathPattern { segments };
        assert!(encode(&gateway(vec![endpoint.clone()])).is_err(), "{:?}", endpoint.path);
    }
}

#[test]
fn templates_make_paths_and_nothing_else() {
    let pattern = PathPattern::parse("/a/{x}/*").unwrap();
    for (text, path) in [
        ("/v1/{x}/*", "/v1/%41b/c%20d/e"),
        ("/*", "/c%20d/e"),
        ("/{x}-{x}.json", "/%41b-%41b.json"),
        ("/", "/"),
        ("/v2/", "/v2/"),
        ("/p%20q/{x}", "/p%20q/%41b"),
    ] {
        let template = Template::parse(text, &pattern).unwrap();
        assert_eq!(template.display(&pattern), text);
        let mut endpoint = endpoint(Method::Get, "/a/{x}/*");
        endpoint.backend = Backend::Upstream { upstream: "app".into(), method: None, path: template.clone() };
        let artifact = open(&gateway(vec![endpoint]));
        let found = artifact.find(Method::Get, "/a/%41b/c%20d/e").unwrap();
        let mut out = String::new();
        template.expand(&found.params, &mut out);
        assert_eq!(out, path);
    }
    for text in [
        "",
        "v1",
        "//{x}",
        "/a//*",
        "/a/../{x}",
        "/%2e%2e/{x}",
        "/%2f",
        "/a b",
        "/a?b={x}",
        "/a#b",
        "/%2{x}",
        "/a;b",
        "/{y}",
        "/{x",
        "/\u{e9}",
    ] {
        assert!(Template::parse(text, &pattern).is_err(), "{text}");
    }
    assert!(Template::parse("/x/*", &PathPattern::parse("/x").unwrap()).is_err());
}
