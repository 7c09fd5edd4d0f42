//! What every decision must hold, for random requests.

use std::collections::BTreeSet;
use std::time::Duration;

use gwc_artifact::{
    ApiKey, Artifact, Auth, AuthKind, Backend, ClientKey, Credential, Endpoint, EndpointPolicy, Forward,
    ForwardHeaders, ForwardQuery, Gateway, Limit, Match, Method, MethodSet, PathPattern, PerClient, Rate,
    RateLimit, Semantics, Set, Stream, Template, Timeouts, Upstream, UpstreamHost, encode,
};
use gwc_plan::{
    Decision, Destination, Found, LimitPhase, Plan, Refused, RequestClass, Routed, connection, decide, find,
    identity, plans,
};
use proptest::prelude::*;

fn limit() -> Limit {
    Limit {
        rate: Rate { count: 10, period: Duration::from_secs(1) },
        burst: 10,
        window: gwc_artifact::Window::Bucket,
    }
}

/// An endpoint of `GET path` with a key check, limits and this forwarding.
fn endpoint(path: &str, headers: ForwardHeaders, query: ForwardQuery) -> Endpoint {
    let path = PathPattern::parse(path).expect("a pattern");
    Endpoint {
        id: Endpoint::stable_id(Method::Get, &path),
        method: Method::Get,
        hosts: vec!["api.example".to_owned()].into(),
        credential: Credential::AnyOf(vec!["key".into()]),
        ip: Set::default().into(),
        rate_limit: RateLimit {
            total: Some(limit()),
            per_client: Some(PerClient { key: ClientKey::Header("X-Plan".to_owned()), limit: limit() }),
        }
        .into(),
        forward: Forward { headers, query, credentials: true, minted: Vec::new().into() }.into(),
        backend: Backend::Upstream { upstream: "up".into(), method: None, path: Template::unchanged(&path) },
        timeouts: Timeouts::default().into(),
        stream: Stream::WebSocket,
        policies: Set::from(vec![EndpointPolicy::MaxBody(9)]).into(),
        require: Set::default().into(),
        path,
    }
}

fn gateway() -> Gateway {
    let some = ["Accept", "X-Plan", "X_Trace"].map(str::to_owned).to_vec().into();
    let host = UpstreamHost { scheme: gwc_artifact::Scheme::Http, host: "up".to_owned(), port: 80 };
    let key = ApiKey {
        prefixes: vec!["k-".to_owned()].into(),
        headers: vec!["X-Key".to_owned()],
        verify: gwc_artifact::KeyCheck::Upstream,
    };
    Gateway {
        name: "g".to_owned(),
        rate_limit: RateLimit {
            total: None,
            per_client: Some(PerClient { key: ClientKey::Ip, limit: limit() }),
        },
        upstreams: vec![Upstream {
            name: "up".into(),
            hosts: vec![host],
            accepts_keys: true,
            external: false,
            in_flight: None,
            ..Upstream::default()
        }],
        auth: vec![Auth::new("key", AuthKind::ApiKey(key))],
        stripped: gwc_artifact::HeaderNames::of(["X-User-Id", "X-Roles", "X-IAM-*"]),
        endpoints: vec![
            endpoint("/all/{id}", ForwardHeaders::All, ForwardQuery::All),
            endpoint("/some", ForwardHeaders::List(some), ForwardQuery::List(vec!["page".to_owned()].into())),
        ],
        ..Gateway::default()
    }
}

/// The endpoint that a request meets.
fn met<'p>(artifact: &Artifact, method: &str, path: &'p str) -> Match<'p> {
    match find(artifact, method, path) {
        Ok(Found::Endpoint(found)) => found,
        other => panic!("{method} {path} meets no endpoint: {other:?}"),
    }
}

fn routed<'p>(plan: &'p Plan, request: &RequestClass<'_>) -> Box<Routed<'p>> {
    match decide(plan, request) {
        Decision::Routed(routed) => routed,
        Decision::Refused(refused) => panic!("{refused}"),
    }
}

/// Names that some rule is about, in any spelling, and others.
fn name() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec![
        "accept",
        "x-plan",
        "x_trace",
        "x-key",
        "authorization",
        "x-api-key",
        "x-user-id",
        "x-iam-a",
        "x-org",
        "forwarded",
        "x-forwarded-for",
        "x-real-ip",
        "connection",
        "te",
        "host",
        "upgrade",
        "x-other",
        "sec-websocket-key",
        "content-length",
        "cookie",
    ]);
    (prop_oneof![4 => known.prop_map(str::to_owned), 1 => "[a-z][a-z_-]{0,12}"], any::<u32>())
        .prop_map(respell)
}

/// The name in another spelling of the same header for a careless server.
fn respell((name, bits): (String, u32)) -> String {
    let bit = |i: usize, at: u32| (bits.rotate_right(i as u32) >> at) & 1 == 1;
    let letter = |(i, c): (usize, char)| match c {
        '-' | '_' if bit(i, 1) => '_',
        c if bit(i, 0) => c.to_ascii_uppercase(),
        c => c,
    };
    name.chars().enumerate().map(letter).collect()
}

/// A gateway whose one path has these methods.
fn answering(methods: &BTreeSet<Method>, semantics: Semantics) -> (Artifact, Vec<Plan>) {
    let like = endpoint("/all/{id}", ForwardHeaders::All, ForwardQuery::All);
    let of = |method: &Method| Endpoint {
        id: Endpoint::stable_id(*method, &like.path),
        method: *method,
        ..like.clone()
    };
    let gateway = Gateway { semantics, endpoints: methods.iter().map(of).collect(), ..gateway() };
    let artifact = Artifact::open(encode(&gateway).expect("a gateway")).expect("an artifact");
    let plans = plans(artifact.gateway());
    (artifact, plans)
}

/// What `GET` comes to, for a request of `HEAD`.
fn as_head(decision: Decision<'_>) -> Decision<'_> {
    let Decision::Routed(mut routed) = decision else { return decision };
    if let Destination::Upstream(forwarding) = &mut routed.destination {
        forwarding.method = Method::Head;
    }
    Decision::Routed(routed)
}

proptest! {
    #[test]
    fn every_header_is_forwarded_or_stripped(
        names in prop::collection::vec(name(), 0..12),
        named in prop::collection::vec(name(), 0..3),
        (which, websocket) in (0..2_usize, any::<bool>()),
    ) {
        let gateway = gateway();
        let plan = &plans(&gateway)[which];
        let headers: Vec<&str> = names.iter().map(String::as_str).collect();
        let named: Vec<&str> = named.iter().map(String::as_str).collect();
        let request = RequestClass {
            method: Method::Get, host: "api.example:80", headers: &headers, cookies: &[], connection: &named, query: None,
            websocket,
        };
        let Destination::Upstream(forwarding) = routed(plan, &request).destination else {
            panic!("the endpoint has an upstream");
        };
        let (decision, tunnel) = (forwarding.headers, forwarding.tunnel);
        prop_assert_eq!(tunnel, websocket);

        let mut all: Vec<String> = names.iter().map(|name| name.to_ascii_lowercase()).collect();
        all.sort();
        all.dedup();
        let stripped = decision.stripped.iter().map(|stripped| stripped.name.clone());
        let mut decided: Vec<String> = decision.forwarded.iter().cloned().chain(stripped).collect();
        decided.sort();
        prop_assert_eq!(decided, all, "each header once");

        let identity = identity::names(&gateway);
        for name in &decision.forwarded {
            prop_assert!(!identity.contains(name), "{name} claims an identity");
            let of_handshake = tunnel && name.starts_with("sec-websocket-");
            prop_assert!(of_handshake || !connection::names_it(&named, name), "{name} is for the next hop");
            prop_assert!(!connection::is_of_the_connection(name), "{name} is of the connection");
            let credential = matches!(name.replace('_', "-").as_str(), "authorization" | "x-api-key");
            prop_assert!(!credential, "{name} is a credential that no check reads");
            let listed = ["accept", "x-plan", "x_trace", "x-key"].contains(&name.as_str());
            prop_assert!(which == 0 || listed || of_handshake, "{name} is not listed");
        }
        if names.iter().any(|name| name.eq_ignore_ascii_case("x-key")) && !connection::names_it(&named, "x-key") {
            prop_assert!(decision.forwarded.iter().any(|name| name == "x-key"), "the credential passes");
        }
    }

    /// Whatever is declared: `HEAD` is decided as `GET` is but for the method sent, and `OPTIONS` meets an endpoint of its
    /// own or the list of all methods that the path answers.
    #[test]
    fn what_is_not_declared_follows(
        declared in prop::collection::btree_set(prop::sample::select(Method::ALL.to_vec()), 1..6),
        krakend: bool,
        names in prop::collection::vec(name(), 0..6),
    ) {
        let semantics = if krakend { Semantics::Krakend } else { Semantics::Gwr };
        let (artifact, plans) = answering(&declared, semantics);
        let headers: Vec<&str> = names.iter().map(String::as_str).collect();
        let decided = |method: Method| {
            let found = match find(&artifact, method.as_str(), "/all/7")? {
                Found::Endpoint(found) => found,
                Found::Methods(methods) => return Ok(Err(methods)),
            };
            let request = RequestClass {
                method, host: "api.example", headers: &headers, cookies: &[], connection: &[], query: None, websocket: false,
            };
            Ok::<_, Refused>(Ok(decide(&plans[found.endpoint], &request)))
        };
        let follows = |method| !krakend && match method {
            Method::Head => declared.contains(&Method::Get),
            Method::Options => true,
            _ => false,
        };
        let answered: MethodSet =
            Method::ALL.into_iter().filter(|method| declared.contains(method) || follows(*method)).collect();
        for method in Method::ALL {
            let expected = match method {
                _ if declared.contains(&method) => decided(method),
                Method::Head if follows(method) => decided(Method::Get).map(|found| found.map(as_head)),
                Method::Options if follows(method) => Ok(Err(answered)),
                _ => Err(Refused::OtherMethod(answered)),
            };
            prop_assert_eq!(decided(method), expected, "{}", method);
        }
        prop_assert_eq!(find(&artifact, "BREW", "/all/7"), Err(Refused::OtherMethod(answered)));
    }

    #[test]
    fn a_query_loses_whole_parameters_only(query in "([a-c]|page|%70age|=|&|;|\\+|%26){0,20}") {
        let gateway = gateway();
        let plans = plans(&gateway);
        let sent = |plan: &Plan| {
            let request = RequestClass {
                method: Method::Get, host: "api.example", headers: &[], cookies: &[], connection: &[], query: Some(&query),
                websocket: false,
            };
            match routed(plan, &request).destination {
                Destination::Upstream(forwarding) => forwarding.query,
                _ => panic!("the endpoint has an upstream"),
            }
        };
        prop_assert_eq!(sent(&plans[0]), format!("?{query}"));
        let is_page = |part: &&str| {
            let name = part.split('=').next().unwrap_or_default();
            !part.contains(';') && name.replace("%70", "p") == "page"
        };
        let kept: Vec<&str> = query.split('&').filter(is_page).collect();
        let expected = if kept.is_empty() { String::new() } else { format!("?{}", kept.join("&")) };
        prop_assert_eq!(sent(&plans[1]), expected);
    }
}

#[test]
fn a_request_is_matched_then_decided() {
    let artifact = Artifact::open(encode(&gateway()).unwrap()).unwrap();
    let gateway = artifact.gateway();
    let plans = plans(gateway);
    let found = met(&artifact, "GET", "/all/7");
    assert_eq!(plans[found.endpoint].id, gateway.endpoints[found.endpoint].id);
    let request = |host| RequestClass {
        method: Method::Get,
        host,
        headers: &[],
        cookies: &[],
        connection: &[],
        query: None,
        websocket: false,
    };
    let plan = &plans[found.endpoint];
    assert_eq!(decide(plan, &request("other.example")), Decision::Refused(Refused::OtherHost));
    let routed = routed(plan, &request("API.example"));
    let phases: Vec<LimitPhase> = routed.limits.iter().map(|rule| rule.key.phase()).collect();
    assert_eq!(phases, [LimitPhase::Address, LimitPhase::Caller, LimitPhase::Total]);
    assert_eq!(routed.credential.reads(), [&gwc_plan::Source::Header("x-key".to_owned())]);
    assert_eq!(routed.policies, [EndpointPolicy::MaxBody(9)]);

    let status = |method, path| find(&artifact, method, path).map_err(Refused::status).err();
    assert_eq!(status("GET", "/none"), Some(404));
    assert_eq!(status("POST", "/some"), Some(405));
    assert_eq!(status("PROPFIND", "/some"), Some(405));
    assert_eq!(status("PROPFIND", "/none"), Some(404));
    assert_eq!(status("GET", "/all/../some"), Some(400));
    assert_eq!(status("PROPFIND", "/all/../some"), Some(400));
}
