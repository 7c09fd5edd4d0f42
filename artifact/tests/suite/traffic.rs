//! The policies of traffic: values for the gateway of the other tests, and what an artifact refuses to hold.

use std::time::Duration;

use gwc_artifact::{
    Backend, Bots, Cors, CorsHeaders, CorsMethods, EndpointPolicy, FixedResponse, Gateway, HeaderEdit,
    HeaderLine, Method, OriginPattern, Origins, Redirect, Respond, Set, SplitBy, SplitTarget, Template,
};
#[allow(unused_imports, reason = "the benches use only the values")]
use gwc_artifact::{HealthCheck, UpstreamOptions, encode};

#[allow(unused_imports, reason = "the benches use only the values")]
use crate::support::large as gateway;

pub(crate) fn cors() -> Cors {
    let patterns = ["https://app.example.com", "https://*.example.org"];
    Cors {
        origins: Origins::List(patterns.map(OriginPattern::parse).into_iter().collect()),
        methods: CorsMethods::List(vec![Method::Get, Method::Put].into()),
        headers: CorsHeaders::List(vec!["x-a".to_owned()].into()),
        expose: vec!["x-total".to_owned()].into(),
        credentials: true,
        private_network: true,
        max_age: Some(Duration::from_secs(60)),
        status: 204,
    }
}

fn set(name: &str, value: &str) -> HeaderEdit {
    HeaderEdit::Set { name: name.to_owned(), value: value.to_owned() }
}

fn edits() -> Set<HeaderEdit> {
    vec![set("x-a", "b"), HeaderEdit::Remove("server".to_owned())].into()
}

/// Of an upstream that the gateway has.
fn split() -> Vec<SplitTarget> {
    let header = SplitBy::Header { name: "x-canary".to_owned(), value: "1".to_owned() };
    [SplitBy::Weight(5), header].map(|by| SplitTarget { upstream: "iam".to_owned(), by }).into()
}

fn bots() -> Bots {
    Bots {
        refuses_empty: true,
        allow: vec!["good".to_owned()].into(),
        deny: vec!["bad".to_owned()].into(),
        patterns: vec!["(?i)bot".to_owned()].into(),
    }
}

fn fixed() -> FixedResponse {
    let line = HeaderLine { name: "content-type".to_owned(), value: "text/plain".to_owned() };
    FixedResponse { status: 200, headers: vec![line].into(), body: "text".to_owned() }
}

/// Adds a value of each to a gateway.
pub(crate) fn decorate(gateway: &mut Gateway) {
    gateway.cors = Some(Cors { origins: Origins::Any, credentials: false, ..cors() });
    gateway.response_headers = edits();
    gateway.bots = bots();
    for (i, endpoint) in gateway.endpoints.iter_mut().enumerate() {
        let policies: Vec<EndpointPolicy> = match i % 11 {
            4 => vec![EndpointPolicy::Cors(cors()), EndpointPolicy::RequestHeaders(edits())],
            6 => vec![EndpointPolicy::ResponseHeaders(edits()), EndpointPolicy::Bots(bots())],
            8 => vec![EndpointPolicy::Split(split())],
            _ => continue,
        };
        endpoint.policies = Set::from(policies).into();
        match i % 13 {
            4 => endpoint.backend = Backend::Respond(Respond::Fixed(fixed().into())),
            6 => {
                let path = Template::unchanged(&endpoint.path);
                let redirect = Redirect { status: 308, origin: "https://www.example.com".to_owned(), path };
                endpoint.backend = Backend::Respond(Respond::Redirect(redirect));
            }
            _ => {}
        }
    }
}

/// A change of a gateway, and the reason for which it is refused.
type Damage = (fn(&mut Gateway), &'static str);

#[test]
fn what_is_no_policy_is_refused() {
    let of_gateway: [Damage; 9] = [
        (|g| g.cors.as_mut().unwrap().credentials = true, "admits credentials from any origin"),
        (|g| g.cors.as_mut().unwrap().status = 404, "not between 200 and 299"),
        (|g| g.cors.as_mut().unwrap().origins = Origins::List(Set::default()), "admits no origin"),
        (|g| g.cors.as_mut().unwrap().methods = CorsMethods::List(Set::default()), "admits no method"),
        (|g| g.cors.as_mut().unwrap().expose = vec!["a b".to_owned()].into(), "no proper name"),
        (|g| g.response_headers = vec![set("content-length", "0")].into(), "header of the connection"),
        (|g| g.response_headers = vec![set("x-a", "1"), set("x-a", "2")].into(), "changes a header twice"),
        (|g| g.response_headers = vec![set("x-a", "1\r\nx-b: 2")].into(), "control characters"),
        (|g| g.bots.deny = vec![String::new()].into(), "a user agent is empty"),
    ];
    for (change, reason) in of_gateway {
        let mut gateway = gateway();
        change(&mut gateway);
        let error = encode(&gateway).unwrap_err().to_string();
        assert!(error.contains(reason), "{error}");
    }
    let responses: [(Respond, &str); 5] = [
        (Respond::Fixed(FixedResponse { status: 99, ..fixed() }.into()), "not between 200 and 599"),
        (Respond::Fixed(FixedResponse { status: 204, ..fixed() }.into()), "allows no body"),
        (redirect(200, ""), "not one of a redirect"),
        (redirect(308, "//evil.example"), "not an origin"),
        (redirect(308, "https://a@evil.example"), "not an origin"),
    ];
    for (respond, reason) in responses {
        let mut gateway = gateway();
        gateway.endpoints[0].backend = Backend::Respond(respond);
        let error = encode(&gateway).unwrap_err().to_string();
        assert!(error.contains(reason), "{error}");
    }
}

#[test]
fn a_split_that_is_none_is_refused() {
    let by = |by: SplitBy| SplitTarget { upstream: "iam".to_owned(), by };
    let header = |name: &str| by(SplitBy::Header { name: name.to_owned(), value: "1".to_owned() });
    let weight = |share: u64| by(SplitBy::Weight(share));
    let lost = SplitTarget { upstream: "lost".to_owned(), ..weight(5) };
    let all: [(Vec<SplitTarget>, &str); 7] = [
        (Vec::new(), "over no other upstream"),
        (vec![weight(0)], "no share"),
        (vec![weight(60), weight(41)], "above 100"),
        (vec![weight(u64::MAX), weight(u64::MAX)], "above 100"),
        (vec![header("X-Canary")], "not in lower case"),
        (vec![header("x-canary"), header("x-canary")], "leads to two upstreams"),
        (vec![weight(5), lost], "`lost`"),
    ];
    for (targets, reason) in all {
        let mut gateway = gateway();
        gateway.endpoints[0].policies = Set::from(vec![EndpointPolicy::Split(targets)]).into();
        let error = encode(&gateway).unwrap_err().to_string();
        assert!(error.contains(reason), "{error}");
    }
}

#[test]
fn a_health_check_that_is_none_is_refused() {
    let second = Duration::from_secs(1);
    let check = |path: &str, every, timeout| HealthCheck { path: path.to_owned(), every, timeout };
    for (health, reason) in [
        (check("healthz", second, second), "the path of its health check"),
        (check("/a b", second, second), "the path of its health check"),
        (check("/", second, Duration::ZERO), "takes no time"),
        (check("/", second, 2 * second), "longer than its interval"),
        (check("/", Duration::MAX, second), "longer than 584 years"),
    ] {
        let mut gateway = gateway();
        let options = UpstreamOptions { health: Some(health), ..UpstreamOptions::default() };
        gateway.upstreams[0].options = options.into();
        let error = encode(&gateway).unwrap_err().to_string();
        assert!(error.contains(reason), "{error}");
    }
}

fn redirect(status: u16, origin: &str) -> Respond {
    let path = Template { pieces: vec![gwc_artifact::Piece::Literal("/x".into())] };
    Respond::Redirect(Redirect { status, origin: origin.to_owned(), path })
}
