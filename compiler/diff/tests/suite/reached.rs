//! Upstream paths that an edit lets other callers reach.

use gwc_artifact::{
    Backend, Credential, Endpoint, Gateway, Method, OneOf, PathPattern, Requirement, Set, Template,
};
use gwc_diff::{Exposure, Kind};

use crate::build::{endpoint, gateway};
use crate::cases::{complete, iam, kinds};

/// `GET /pub` for everybody, and `GET /admin` with a token: `/adm` at its upstream.
fn guarded(public: &str) -> Gateway {
    let with = |path: &str, template: &str| {
        let mut one = endpoint(Method::Get, path);
        let path = Template::parse(template, &one.path).expect("a path");
        one.backend = Backend::Upstream { upstream: "a".into(), method: None, path };
        one
    };
    let mut gateway = gateway(vec![with("/pub/{x}", public), with("/admin", "/adm")]);
    gateway.endpoints[1].credential = iam();
    gateway
}

#[test]
fn an_upstream_path_that_needs_a_credential_elsewhere_is_exposed() {
    let before = guarded("/open/{x}");
    for (path, curl) in [("/adm", "/pub/x"), ("/{x}", "/pub/adm")] {
        let comparison = complete(&before, &guarded(path));
        assert_eq!(kinds(&comparison), [Kind::UpstreamPathChanged], "{path}");
        let change = &comparison.changes[0];
        assert_eq!(change.exposure(), Exposure::Widens, "{path}");
        assert!(change.after.as_ref().unwrap().contains("where `GET /admin` requires `iam`"), "{change:?}");
        let witness = change.witness.as_ref().unwrap();
        assert_eq!(witness.curl("http://gw"), format!("curl 'http://gw{curl}'"));
        assert!(witness.after.contains("/adm"), "{witness:?}");
        assert!(comparison.verdict.unauthenticated > 0);
    }
}

#[test]
fn an_upstream_path_is_not_exposed_by_who_may_reach_it_anyway() {
    let path_changed = |before: &Gateway, after: &Gateway| {
        let comparison = complete(before, after);
        assert_eq!(kinds(&comparison), [Kind::UpstreamPathChanged]);
        assert_eq!(comparison.changes[0].exposure(), Exposure::Same, "{:?}", comparison.changes);
    };
    // Nobody needs a credential for that path.
    path_changed(&guarded("/open/{x}"), &guarded("/other"));
    path_changed(&guarded("/open/{x}"), &guarded("/adm/{x}"));
    // The endpoint requires the same itself.
    let gated = |path: &str| {
        let mut gateway = guarded(path);
        gateway.endpoints[0].credential = iam();
        gateway
    };
    path_changed(&gated("/open/{x}"), &gated("/adm"));
    // Both moved at the upstream.
    let moved = |version: &str| {
        let mut gateway = guarded(&format!("/{version}/{{x}}"));
        let path = Template::parse(&format!("/{version}/adm"), &gateway.endpoints[1].path).unwrap();
        gateway.endpoints[1].backend = Backend::Upstream { upstream: "a".into(), method: None, path };
        gateway
    };
    let comparison = complete(&moved("v1"), &moved("v2"));
    assert!(comparison.changes.iter().all(|change| change.exposure() == Exposure::Same), "{comparison:?}");
    // It was reached before: by the endpoint itself, and by another one.
    path_changed(&guarded("/{x}"), &guarded("/adm"));
    let beside = |path: &str| {
        let mut gateway = guarded(path);
        let mut open = gateway.endpoints[1].clone();
        open.path = PathPattern::parse("/status").unwrap();
        open.id = Endpoint::stable_id(Method::Get, &open.path);
        open.credential = Credential::Public;
        gateway.endpoints.push(open);
        gateway
    };
    path_changed(&beside("/open/{x}"), &beside("/adm"));
}

/// An endpoint of which no host is answered reaches nothing.
#[test]
fn an_endpoint_without_an_answered_host_neither_reaches_nor_protects() {
    let edited = |change: &dyn Fn(&mut Gateway)| {
        let sides = [guarded("/open/{x}"), guarded("/adm")].map(|mut gateway| {
            gateway.hosts = vec!["a.example".to_owned()].into();
            gateway.strict_hosts = true;
            change(&mut gateway);
            gateway
        });
        let comparison = complete(&sides[0], &sides[1]);
        assert_eq!(kinds(&comparison), [Kind::UpstreamPathChanged]);
        comparison.changes[0].exposure()
    };
    let beside = |host: &'static str| {
        edited(&move |gateway| {
            let mut open = gateway.endpoints[1].clone();
            open.path = PathPattern::parse("/status").unwrap();
            open.id = Endpoint::stable_id(Method::Get, &open.path);
            open.credential = Credential::Public;
            open.hosts = vec![host.to_owned()].into();
            gateway.endpoints.push(open);
        })
    };
    // The path was open before only by an endpoint that callers reach.
    assert_eq!(beside("a.example"), Exposure::Same);
    assert_eq!(beside("b.example"), Exposure::Widens);
    // A guard that no caller reaches requires nothing of anybody.
    let guard = |host: &'static str| {
        edited(&move |gateway| gateway.endpoints[1].hosts = vec![host.to_owned()].into())
    };
    assert_eq!(guard("a.example"), Exposure::Widens);
    assert_eq!(guard("b.example"), Exposure::Same);
}

#[test]
fn a_credential_that_requires_less_exposes_an_upstream_path() {
    let with = |path: &str| {
        let mut gateway = guarded(path);
        gateway.endpoints[0].credential = iam();
        let role = OneOf { claim: "roles".to_owned(), values: vec!["admin".to_owned()].into() };
        gateway.endpoints[1].require = Set::from(vec![Requirement::Role(role)]).into();
        gateway
    };
    let comparison = complete(&with("/open/{x}"), &with("/adm"));
    assert_eq!(comparison.changes[0].exposure(), Exposure::Widens);
    assert_eq!(comparison.verdict.unauthenticated, 0);
}
