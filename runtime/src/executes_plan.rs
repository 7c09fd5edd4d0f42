//! Tests: what the tables of a gateway do to random requests is what its plans decide.

use std::time::Duration;

use gwc_artifact::{
    ApiKey, Artifact, Auth, AuthKind, Backend, ClientKey, Credential, Endpoint, Forward, ForwardHeaders,
    ForwardQuery, Gateway, Limit, Match, Method, PathPattern, PerClient, Rate, RateLimit, Scheme, Shared,
    Stream, Template, Timeouts, Upstream, UpstreamHost, encode,
};
use gwc_plan::{Decision, Destination, Found, Plan, RequestClass, connection, decide, plans};
use hyper::Request;
use hyper::header::{CONNECTION, HOST, HeaderMap, HeaderValue};
use hyper::http::request::Parts;
use proptest::prelude::*;

use crate::error::ProxyError;
use crate::gateway::{self, Answerer, Route};
use crate::key_files::KeyFiles;
use crate::keys::KeyStores;
use crate::options::Options;

use crate::policy::limits::Caller;
use crate::policy::{forwarded, headers, target};
use crate::record::X_REQUEST_ID;
use crate::tunnel;

fn endpoint(path: &str, headers: ForwardHeaders, query: ForwardQuery, credentials: bool) -> Endpoint {
    let path = PathPattern::parse(path).unwrap();
    let one = Limit {
        rate: Rate { count: 1, period: Duration::from_secs(3600) },
        burst: 1,
        window: gwc_artifact::Window::Bucket,
    };
    Endpoint {
        id: Endpoint::stable_id(Method::Get, &path),
        method: Method::Get,
        hosts: vec!["a.example".to_owned()].into(),
        credential: Credential::AnyOf(vec!["key".into()]),
        rate_limit: RateLimit {
            total: Some(Limit { burst: 3, ..one }),
            per_client: Some(PerClient { key: ClientKey::Header("X-Caller".to_owned()), limit: one }),
        }
        .into(),
        forward: Forward { headers, query, credentials, minted: Vec::new().into() }.into(),
        backend: Backend::Upstream { upstream: "up".into(), method: None, path: Template::unchanged(&path) },
        timeouts: Timeouts::default().into(),
        stream: Stream::WebSocket,
        policies: Shared::default(),
        require: Shared::default(),
        ip: Shared::default(),
        path,
    }
}

fn model() -> Gateway {
    let some = || ForwardHeaders::List(["Accept", "Cookie", "X_Trace"].map(str::to_owned).to_vec().into());
    let listed = || ForwardQuery::List(["a b", "page"].map(str::to_owned).to_vec().into());
    let host = UpstreamHost { scheme: Scheme::Http, host: "up".to_owned(), port: 80 };
    let key = ApiKey {
        prefixes: vec!["k-".to_owned()].into(),
        headers: ["Authorization", "X-Key"].map(str::to_owned).to_vec(),
        verify: gwc_artifact::KeyCheck::Upstream,
    };
    let endpoints = vec![
        endpoint("/all/{id}", ForwardHeaders::All, ForwardQuery::All, true),
        endpoint("/bare/{id}", ForwardHeaders::All, ForwardQuery::None, false),
        endpoint("/some/{id}", some(), listed(), true),
    ];
    Gateway {
        name: "g".to_owned(),
        upstreams: vec![Upstream {
            name: "up".into(),
            hosts: vec![host],
            accepts_keys: true,
            external: false,
            in_flight: None,
            ..Upstream::default()
        }],
        auth: vec![Auth::new("key", AuthKind::ApiKey(key))],
        endpoints,
        ..Gateway::default()
    }
}

/// The tables that serve the gateway, and its plans. Credentials are another matter than headers.
fn tables() -> (gateway::Gateway, Vec<Plan>) {
    let artifact = Artifact::open(encode(&model()).unwrap()).unwrap();
    let plans = plans(artifact.gateway());
    let options = Options { skip_credentials: true, ..Options::default() };
    let stores = KeyStores::new().0;
    let stores = (&stores, &KeyFiles::default());
    let counting = crate::counting::Counting::new(&crate::clock::Clock::default());
    (gateway::Gateway::new(artifact, &options, counting, stores, None).unwrap(), plans)
}

/// The endpoint that a request meets.
fn met<'p>(tables: &gateway::Gateway, head: &'p Parts) -> Match<'p> {
    match tables.find(&head.method, head.uri.path()) {
        Ok(Found::Endpoint(found)) => found,
        other => panic!("no endpoint: {other:?}"),
    }
}

fn route(tables: &gateway::Gateway, index: usize) -> &Route {
    match &tables.endpoints[index].answerer {
        Answerer::Upstream(route) => route,
        _ => panic!("the endpoint has an upstream"),
    }
}

/// A line of a header that some rule is about, or of another.
fn line() -> impl Strategy<Value = (String, String)> {
    let known = prop::sample::select(vec![
        "accept",
        "cookie",
        "x_trace",
        "x-trace",
        "x-key",
        "x_key",
        "authorization",
        "x-api-key",
        "x-user-id",
        "x_user_id",
        "x-iam-a",
        "x-hanzo-b",
        "forwarded",
        "x-forwarded-for",
        "x_forwarded_host",
        "x-real-ip",
        "te",
        "expect",
        "keep-alive",
        "proxy-authorization",
        "x-other",
        "sec-websocket-key",
    ]);
    let plain = (prop_oneof![5 => known.prop_map(str::to_owned), 1 => "x-[a-z_-]{1,9}"], "[a-z]{0,4}");
    let names = "(close|upgrade|keep-alive|x-other|X-Key|x_trace|accept|sec-websocket-key|,| ){0,5}";
    let upgrade = prop::sample::select(vec!["websocket", "WebSocket", "h2c"]);
    prop_oneof![
        8 => plain,
        1 => names.prop_map(|value| ("connection".to_owned(), value)),
        1 => Just(("connection".to_owned(), "Upgrade".to_owned())),
        1 => upgrade.prop_map(|value| ("upgrade".to_owned(), value.to_owned())),
    ]
}

fn parts(target: &str, lines: &[(String, String)]) -> Parts {
    let mut request = Request::builder().uri(target).header(HOST, "a.example");
    for (name, value) in lines {
        request = request.header(name, value);
    }
    request.body(()).unwrap().into_parts().0
}

/// Each name once, sorted.
fn names(headers: &HeaderMap) -> Vec<String> {
    sorted(headers.keys().map(|name| name.as_str().to_owned()))
}

fn sorted(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut names: Vec<String> = names.collect();
    names.sort();
    names.dedup();
    names
}

/// The headers that the plan of a request lets reach the upstream, its query, and whether it becomes a tunnel.
fn decided(plan: &Plan, head: &Parts) -> (Vec<String>, String, bool) {
    let headers: Vec<&str> = head.headers.keys().map(|name| name.as_str()).collect();
    let lines = head.headers.get_all(CONNECTION).iter().filter_map(|value| value.to_str().ok());
    let named: Vec<&str> = connection::named(lines).collect();
    let request = RequestClass {
        method: Method::Get,
        host: "a.example",
        headers: &headers,
        cookies: &[],
        connection: &named,
        query: head.uri.query(),
        websocket: tunnel::is_asked_for(head),
    };
    let Decision::Routed(routed) = decide(plan, &request) else { panic!("the host is the endpoint's") };
    let Destination::Upstream(forwarding) = routed.destination else {
        panic!("the endpoint has an upstream");
    };
    let headers = forwarding.headers;
    let set = headers.set.iter().map(|name| (*name).to_owned());
    (sorted(headers.forwarded.into_iter().chain(set)), forwarding.query, forwarding.tunnel)
}

proptest! {
    #[test]
    fn headers_and_query_are_those_decided(
        lines in prop::collection::vec(line(), 0..14),
        query in "([a-c+]|page|%70age|a%20b|=|&|;|%26){0,16}",
        which in 0..3_usize,
    ) {
        let (tables, plans) = tables();
        let target = format!("/{}/7?{query}", ["all", "bare", "some"][which]);
        let head = parts(&target, &lines);
        let found = met(&tables, &head);
        let route = route(&tables, found.endpoint);
        let (expected, expected_query, tunnel) = decided(&plans[found.endpoint], &head);

        let mut sent = HeaderMap::new();
        sent.insert(HOST, HeaderValue::from_static("up"));
        route.headers.to_upstream(&head, None, &mut sent);
        let peer = (&HeaderValue::from_static("192.0.2.1"), [192, 0, 2, 1].into(), false);
        forwarded::to_upstream(peer, tables.trusted_proxies(), &head.headers, &mut sent);
        sent.insert(X_REQUEST_ID, HeaderValue::from_static("7"));
        prop_assert_eq!(route.websocket && tunnel::is_asked_for(&head), tunnel);
        if tunnel {
            tunnel::to_upstream(&head.headers, &mut sent);
        }
        prop_assert_eq!(names(&sent), expected);

        let uri = route.rewrite.to_upstream(&found.params, &head.uri).unwrap();
        let path = head.uri.path();
        prop_assert_eq!(uri.to_string(), format!("{path}{expected_query}"));
    }

    #[test]
    fn responses_lose_what_is_decided(lines in prop::collection::vec(line(), 0..14)) {
        let mut answer = parts("/all/7", &lines).headers;
        let before = names(&answer);
        let tokens: Vec<String> =
            answer.get_all(CONNECTION).iter().map(|value| value.to_str().unwrap().to_owned()).collect();
        let named: Vec<&str> = connection::named(tokens.iter().map(String::as_str)).collect();
        let kept = before.into_iter().filter(|name| {
            !connection::HOP_BY_HOP.contains(&name.as_str()) && !connection::names_it(&named, name)
        });
        let expected: Vec<String> = kept.collect();
        headers::to_client(&mut answer);
        prop_assert_eq!(names(&answer), expected);
    }

    #[test]
    fn hosts_are_those_decided(host in "(a|b)\\.(example|EXAMPLE)(:[0-9x]{0,3})?") {
        let (tables, plans) = tables();
        let request = RequestClass {
            method: Method::Get, host: &host, headers: &[], cookies: &[], connection: &[], query: None, websocket: false,
        };
        let refused = match decide(&plans[0], &request) {
            Decision::Refused(refused) => Some(ProxyError::Refused(refused)),
            Decision::Routed(_) => None,
        };
        prop_assert_eq!(tables.endpoints[0].check_host(&host).err(), refused);
    }

    /// One token for each caller and three for all: the plan's rules, in the plan's order, and nothing else.
    #[test]
    fn limits_are_those_decided(callers in prop::collection::vec("[a-d]", 1..12)) {
        let (tables, plans) = tables();
        let request = RequestClass {
            method: Method::Get, host: "a.example", headers: &[], cookies: &[], connection: &[], query: None, websocket: false,
        };
        let Decision::Routed(routed) = decide(&plans[0], &request) else { panic!("the host is the endpoint's") };
        let order: Vec<_> = routed.limits.iter().map(|rule| (rule.key.phase(), rule.limit.burst)).collect();
        let now = std::time::Instant::now();
        let (mut seen, mut admitted) = (Vec::new(), 0);
        for caller in callers {
            let mut head = parts("/all/7", &[("x-caller".to_owned(), caller.clone())]);
            prop_assert!(target::check(&mut head).is_ok());
            let found = met(&tables, &head);
            let endpoint = &tables.endpoints[found.endpoint];
            let caller_of = Caller::new([192, 0, 2, 1].into(), (&head, &found.params), &tables.stripped, now);
            let refused = order.iter().find_map(|(phase, burst)| {
                tables.admit(*phase, endpoint, &caller_of).err().map(|error| (error, *burst))
            });
            let expected = match () {
                () if seen.contains(&caller) => Some(1),
                () if admitted == 3 => Some(3),
                () => None,
            };
            let found = refused.map(|(error, burst)| match error {
                ProxyError::RateLimited(exceeded) => (exceeded.burst, burst),
                other => panic!("{other}"),
            });
            prop_assert_eq!(found, expected.map(|burst| (burst, burst)));
            admitted += u64::from(expected.is_none());
            seen.push(caller);
        }
    }
}
