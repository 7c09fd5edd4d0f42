//! The gateways of this repository, whole: every endpoint answers, and its upstream sees what the model says.

use std::collections::{BTreeMap, BTreeSet};

use gwc_artifact::{
    AuthKind, Backend, Credential, Endpoint, EndpointPolicy, ForwardHeaders, ForwardQuery, Gateway,
    PathPattern, Segment, Set,
};
use gwc_runtime::Options;
use gwc_runtime::echo::Echo;
use gwc_tests::net::{Served, Wire, compiled, loopback};
use serde_json::Value;

/// A gateway of this repository without its balances: no caller is known here.
fn of_nobody(name: &str) -> Gateway {
    let mut gateway = compiled(name);
    gateway.balances.clear();
    for endpoint in &mut gateway.endpoints {
        let others = endpoint.policies.iter().filter(|policy| !matches!(policy, EndpointPolicy::Balance(_)));
        endpoint.policies = others.cloned().collect::<Set<_>>().into();
    }
    gateway
}

fn serve(gateway: &Gateway, echo: &Echo) -> Served {
    let upstream_override = Some(echo.address());
    Served::start_with(gateway, Options { skip_credentials: true, upstream_override, ..Options::default() })
}

/// Headers every request is sent with, beside those the endpoint lists.
const SENT: [(&str, &str); 6] = [
    ("authorization", "Bearer sk-1"),
    ("x-api-key", "sk-2"),
    ("x-user-id", "forged"),
    ("x_org_id", "forged"),
    ("cookie", "c=1"),
    ("x-unlisted", "1"),
];

/// A path that the pattern answers.
fn path(pattern: &PathPattern, tail: &str) -> String {
    let segments = pattern.segments.iter().map(|segment| match segment {
        Segment::Literal(text) => text.to_string(),
        Segment::Param(name) => format!("value-of-{name}"),
        Segment::Tail => tail.to_owned(),
    });
    format!("/{}", segments.collect::<Vec<_>>().join("/"))
}

/// The path the model sends, by replacing text in what a person would read.
fn expected_path(endpoint: &Endpoint, tail: &str) -> String {
    let Backend::Upstream { path, .. } = &endpoint.backend else { unreachable!() };
    let mut text = path.display(&endpoint.path);
    for name in endpoint.path.params() {
        text = text.replace(&format!("{{{name}}}"), &format!("value-of-{name}"));
    }
    match text.strip_suffix('*') {
        Some(start) => format!("{start}{tail}"),
        None => text,
    }
}

/// The names of the headers the upstream sees.
fn expected_headers(endpoint: &Endpoint, gateway: &Gateway, sent: &BTreeSet<String>) -> BTreeSet<String> {
    let read_by = |check: &gwc_artifact::Text| {
        let auth = gateway.auth.iter().find(|auth| auth.name == *check).expect("a check that is there");
        match &auth.kind {
            AuthKind::Jwt(_) => vec!["authorization".to_owned()],
            AuthKind::ApiKey(key) => key.headers.iter().map(|name| name.to_lowercase()).collect(),
            AuthKind::External(check) => check.send.iter().map(|name| name.to_lowercase()).collect(),
        }
    };
    let credential = match &endpoint.credential {
        Credential::AnyOf(checks) if endpoint.forward.credentials => {
            checks.iter().flat_map(read_by).find(|name| sent.contains(name))
        }
        _ => None,
    };
    let identity = ["x-user-id", "x-org-id", "x-roles", "x-project-id", "x-billing-account-id"];
    let listed: Vec<String> = match &endpoint.forward.headers {
        ForwardHeaders::List(names) => names.iter().map(|name| name.to_lowercase()).collect(),
        ForwardHeaders::All => vec!["cookie".to_owned(), "x-unlisted".to_owned()],
    };
    let own = ["host", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-request-id"]
        .map(str::to_owned);
    let listed = listed.into_iter().filter(|name| sent.contains(name) && !identity.contains(&name.as_str()));
    listed.chain(own).chain(credential).collect()
}

fn expected_query(endpoint: &Endpoint) -> Option<String> {
    let parts = ["page=2", "q=%20x", "page=3"];
    let name = |part: &str| part.split('=').next().unwrap_or_default().to_owned();
    let passed: Vec<&str> = match &endpoint.forward.query {
        ForwardQuery::All => parts.to_vec(),
        ForwardQuery::None => Vec::new(),
        ForwardQuery::List(names) => parts.into_iter().filter(|part| names.contains(&name(part))).collect(),
    };
    (!passed.is_empty()).then(|| passed.join("&"))
}

/// Sends a request for the endpoint and checks what its upstream saw.
fn check(wire: &mut Wire, endpoint: &Endpoint, gateway: &Gateway, tail: &str) {
    let target = path(&endpoint.path, tail);
    let mut headers: BTreeMap<String, &str> =
        SENT.iter().map(|(name, value)| ((*name).to_owned(), *value)).collect();
    if let ForwardHeaders::List(names) = &endpoint.forward.headers {
        for name in names {
            headers.entry(name.to_lowercase()).or_insert("listed");
        }
    }
    let lines: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let method = endpoint.method;
    let key = format!("{method} {target}");
    wire.send(format!(
        "{method} {target}?page=2&q=%20x&page=3 HTTP/1.1\r\nHost: api.test\r\n{lines}Content-Length: 4\r\n\r\nbody"
    ));
    let answer = wire.answer().expect("an answer");
    assert_eq!(answer.status, 200, "{key}: {}", answer.text());
    let Backend::Upstream { upstream, method: sent_method, .. } = &endpoint.backend else {
        assert_eq!(answer.json()["status"], "ok", "{key}");
        return;
    };
    let seen = answer.json();
    assert_eq!(seen["method"], sent_method.unwrap_or(method).as_str(), "{key}");
    assert_eq!(seen["path"], expected_path(endpoint, tail), "{key}");
    assert_eq!(seen["query"], expected_query(endpoint).map_or(Value::Null, Value::from), "{key}");
    assert_eq!(seen["body_bytes"], 4, "{key}");
    let mut arrived: BTreeSet<String> =
        seen["headers"].as_object().expect("an object").keys().cloned().collect();
    assert!(arrived.remove("content-length"), "{key}");
    let sent = headers.keys().cloned().collect();
    assert_eq!(arrived, expected_headers(endpoint, gateway, &sent), "{key}");
    let host =
        &gateway.upstreams.iter().find(|known| known.name == *upstream).expect("its upstream").hosts[0];
    let found = seen["headers"]["host"].as_str().expect("a host");
    assert!(found == host.host || found == format!("{}:{}", host.host, host.port), "{key}: {found}");
}

/// How many endpoints the gateway has, and how many of them its upstreams saw.
fn answered(name: &str) -> (usize, u64) {
    let gateway = of_nobody(name);
    let echo = Echo::start(loopback()).unwrap();
    let served = serve(&gateway, &echo);
    let mut wire = Wire::connect(served.address);
    gateway.endpoints.iter().for_each(|endpoint| check(&mut wire, endpoint, &gateway, "a"));
    (gateway.endpoints.len(), echo.received())
}

#[test]
fn every_endpoint_answers_and_its_upstream_sees_what_the_model_says() {
    let ((hanzo, hanzo_seen), (lux, lux_seen)) = (answered("hanzo"), answered("lux"));
    assert_eq!((hanzo, lux), (133, 14));
    assert_eq!(hanzo_seen + lux_seen, 146, "`GET /health` is the gateway's own");
}

#[test]
fn services_answer_at_every_depth_and_at_their_prefix_only_where_it_is_declared() {
    let gateway = of_nobody("hanzo");
    let echo = Echo::start(loopback()).unwrap();
    let served = serve(&gateway, &echo);
    let mut wire = Wire::connect(served.address);
    let services: Vec<&Endpoint> =
        gateway.endpoints.iter().filter(|endpoint| endpoint.path.has_tail()).collect();
    assert!(services.len() > 50, "{}", services.len());
    let (mut bare, mut declared) = (0, 0);
    for endpoint in services {
        for tail in ["deep", "deep/er", "d/e/e/p/est", "%C3%A9/x%20y"] {
            // A longer path may be another endpoint's: it answers then, and its own test is above.
            if meets(&gateway, endpoint, &path(&endpoint.path, tail)) {
                check(&mut wire, endpoint, &gateway, tail);
            }
        }
        let prefix = path(
            &PathPattern { segments: endpoint.path.segments[..endpoint.path.segments.len() - 1].to_vec() },
            "",
        );
        wire.send(format!("{} {prefix} HTTP/1.1\r\nHost: x\r\n\r\n", endpoint.method));
        let status = wire.answer().expect("an answer").status;
        let others: Vec<&Endpoint> =
            gateway.endpoints.iter().filter(|other| matches(&other.path, &prefix)).collect();
        let expected = match others.iter().any(|other| other.method == endpoint.method) {
            true => 200,
            false if others.is_empty() => 404,
            false => 405,
        };
        assert_eq!(status, expected, "{} {prefix}", endpoint.method);
        *(if expected == 200 { &mut declared } else { &mut bare }) += 1;
        wire.send(format!("{} {prefix}/ HTTP/1.1\r\nHost: x\r\n\r\n", endpoint.method));
        assert_eq!(wire.answer().expect("an answer").status, 404, "{} {prefix}/", endpoint.method);
    }
    assert!(bare > 0, "no service leaves its prefix undeclared");
    assert!(declared > 0, "no service declares its prefix");
}

/// Whether a pattern answers a path, segment by segment.
fn matches(pattern: &PathPattern, path: &str) -> bool {
    let segments: Vec<&str> = path[1..].split('/').collect();
    let fixed = pattern.segments.len() - usize::from(pattern.has_tail());
    let long_enough = if pattern.has_tail() { segments.len() > fixed } else { segments.len() == fixed };
    long_enough
        && pattern.segments.iter().zip(&segments).all(|(segment, found)| match segment {
            Segment::Literal(text) => **text == **found,
            Segment::Param(_) | Segment::Tail => true,
        })
}

/// Whether no endpoint of the same method has a closer pattern for the path.
fn meets(gateway: &Gateway, endpoint: &Endpoint, path: &str) -> bool {
    let closeness = |endpoint: &Endpoint| {
        let rank = |segment: &Segment| match segment {
            Segment::Literal(_) => 0,
            Segment::Param(_) => 1,
            Segment::Tail => 2,
        };
        endpoint.path.segments.iter().map(rank).collect::<Vec<i32>>()
    };
    let same_method = gateway.endpoints.iter().filter(|other| other.method == endpoint.method);
    let closest = same_method.filter(|other| matches(&other.path, path)).min_by_key(|other| closeness(other));
    closest.is_some_and(|closest| closest.id == endpoint.id)
}
