//! What of an upstream a request depends on.

use gwc_artifact::{Backend, Credential, Endpoint, Gateway, Method, Template};
use gwc_diff::{Call, Kind, Rest, Side, compare};

use crate::build::{endpoint, gateway, gin};
use crate::cases::{complete, kinds};

/// A `GET` endpoint of an upstream.
fn to(upstream: &str, path: &str) -> Endpoint {
    let mut one = endpoint(Method::Get, path);
    let path = Template::parse("/fixed", &one.path).expect("a path");
    one.backend = Backend::Upstream { upstream: upstream.into(), method: None, path };
    one
}

/// The reasons why values differ without an effect, in a comparison without a change.
fn idle([before, after]: [&Side; 2]) -> Vec<String> {
    let found = compare(before, after).expect("comparable");
    let completeness = &found.verdict.completeness;
    assert!(found.changes.is_empty(), "{:?}", found.changes);
    assert!(completeness.unexplained.is_empty(), "{completeness:?}");
    completeness.idle.iter().map(|leaf| format!("{}: {}", leaf.name, leaf.reason)).collect()
}

/// A key goes to the upstream, whether a request must have one or may have one.
#[test]
fn an_upstream_verifies_keys_that_are_required_or_optional() {
    let keys = || vec!["keys".into()];
    for (credential, expected) in [
        (Credential::AnyOf(keys()), &[Kind::KeyVerifierChanged][..]),
        (Credential::Optional(keys()), &[Kind::KeyVerifierChanged]),
        (Credential::AnyOf(vec!["iam".into()]), &[]),
        (Credential::Public, &[]),
    ] {
        let mut before = gateway(vec![to("a", "/a")]);
        before.endpoints[0].credential = credential.clone();
        let mut after = before.clone();
        after.upstreams[0].accepts_keys = true;
        assert_eq!(kinds(&complete(&before, &after)), expected, "{credential:?}");
    }
}

/// `in_flight` limits the requests that an endpoint sends to its own upstream.
#[test]
fn a_further_call_is_not_limited_by_its_upstream() {
    let composed = |gateway: Gateway| {
        let mut side = gin(gateway);
        let path = Template::parse("/more", &side.gateway.endpoints[0].path).expect("a path");
        let call = Call { part: "backend 2".to_owned(), upstream: "b".into(), method: None, path };
        side.endpoints[0] = Rest { calls: vec![call], ..Rest::default() };
        side
    };
    let before = gateway(vec![to("a", "/a")]);
    let mut after = before.clone();
    after.upstreams[1].in_flight = Some(5);
    let reasons = idle([&composed(before.clone()), &composed(after.clone())]);
    assert_eq!(reasons, ["upstream b: in_flight: only further calls use it, which it does not limit"]);
    // The hosts of the call are another matter.
    after.upstreams[1].hosts[0].host = "c.svc".to_owned();
    let found = compare(&composed(before.clone()), &composed(after.clone())).expect("comparable");
    assert_eq!(kinds(&found), [Kind::CallChanged]);
    // An endpoint of its own is limited.
    let with_own = |mut gateway: Gateway| {
        gateway.endpoints.push(to("b", "/b"));
        composed(gateway)
    };
    after.upstreams[1].hosts = before.upstreams[1].hosts.clone();
    let found = compare(&with_own(before), &with_own(after)).expect("comparable");
    assert_eq!(kinds(&found), [Kind::InFlightLowered]);
}

/// Two upstreams and two endpoints of them, with the names of the upstreams as they are, or exchanged.
#[test]
fn two_upstreams_that_exchange_their_names_are_no_change() {
    let mut before = gateway(vec![to("a", "/a"), to("b", "/b")]);
    before.upstreams[0].in_flight = Some(5);
    before.upstreams[1].accepts_keys = true;
    for endpoint in &mut before.endpoints {
        endpoint.credential = Credential::AnyOf(vec!["keys".into()]);
    }
    let mut after = before.clone();
    after.upstreams[0].name = "b".to_owned();
    after.upstreams[1].name = "a".to_owned();
    // The endpoints keep the names, and so exchange their hosts.
    let found = kinds(&complete(&before, &after));
    assert!(found.contains(&Kind::UpstreamChanged) && found.contains(&Kind::KeyVerifierChanged), "{found:?}");
    for (endpoint, name) in after.endpoints.iter_mut().zip(["b", "a"]) {
        let Backend::Upstream { upstream, .. } = &mut endpoint.backend else { panic!("an upstream") };
        *upstream = name.into();
    }
    assert!(complete(&before, &after).changes.is_empty());
}
