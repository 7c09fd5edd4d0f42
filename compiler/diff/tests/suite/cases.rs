//! What single edits are.

use std::time::Duration;

use gwc_artifact::{
    Backend, ClientKey, Credential, Endpoint, ForwardHeaders, ForwardQuery, Gateway, Method, PathPattern,
    PerClient, RateLimit, Stream, Template,
};
use gwc_diff::{Comparison, Kind, compare};

use crate::build::{endpoint, gateway, gets, limit, side, upstream};

pub(crate) fn kinds(comparison: &Comparison) -> Vec<Kind> {
    comparison.changes.iter().map(|change| change.kind).collect()
}

/// What an edit of one endpoint is.
fn edited(edit: impl Fn(&mut Endpoint)) -> Comparison {
    let before = gateway(gets(&["/a", "/a/{id}", "/b"]));
    let mut after = before.clone();
    edit(&mut after.endpoints[1]);
    complete(&before, &after)
}

/// Compares, and holds the comparison to explain everything.
pub(crate) fn complete(before: &Gateway, after: &Gateway) -> Comparison {
    let comparison = compare(&side(before.clone()), &side(after.clone())).expect("comparable");
    let completeness = &comparison.verdict.completeness;
    assert!(completeness.unexplained.is_empty(), "{completeness:?}");
    assert_eq!(completeness.changed, completeness.explained + completeness.idle.len());
    comparison
}

#[test]
fn the_same_is_no_change() {
    let comparison = edited(|_| {});
    assert!(comparison.changes.is_empty());
    assert!(comparison.verdict.classes > 0);
    assert_eq!(comparison.verdict.completeness.changed, 0);
}

#[test]
fn an_edit_is_one_change() {
    let per_client = |key, count| RateLimit {
        total: None,
        per_client: Some(PerClient { key, limit: limit(count, 1, count) }),
    };
    type Edit = Box<dyn Fn(&mut Endpoint)>;
    let edits: Vec<(Edit, Kind)> = vec![
        (Box::new(|e| e.credential = iam()), Kind::CredentialRequired),
        (Box::new(|e| e.stream = Stream::Sse), Kind::StreamChanged),
        (Box::new(|e| e.timeouts.total = Some(Duration::from_secs(5))), Kind::TimeoutLowered),
        (Box::new(|e| e.timeouts.total = Some(Duration::from_secs(50))), Kind::TimeoutRaised),
        (Box::new(|e| e.timeouts.total = None), Kind::TimeoutEndless),
        (Box::new(|e| e.forward.headers = ForwardHeaders::All), Kind::HeadersWidened),
        (Box::new(|e| e.forward.query = ForwardQuery::All), Kind::QueryWidened),
        (Box::new(move |e| e.rate_limit = per_client(ClientKey::Ip, 5).into()), Kind::LimitAdded),
        (Box::new(|e| e.hosts = vec!["x.example".to_owned()].into()), Kind::HostsNarrowed),
        (
            Box::new(|e| {
                e.backend = Backend::Upstream {
                    upstream: "b".into(),
                    method: None,
                    path: Template::parse("/fixed", &e.path).unwrap(),
                }
            }),
            Kind::UpstreamChanged,
        ),
        (
            Box::new(|e| {
                e.backend = Backend::Upstream {
                    upstream: "a".into(),
                    method: Some(Method::Post),
                    path: Template::parse("/x/{id}", &e.path).unwrap(),
                }
            }),
            Kind::UpstreamPathChanged,
        ),
    ];
    for (edit, kind) in edits {
        let comparison = edited(edit);
        let found = kinds(&comparison);
        assert!(found.contains(&kind), "{kind:?}: {found:?}");
        for change in &comparison.changes {
            assert_eq!(change.endpoints.len(), 1, "{change:?}");
            assert_eq!(change.endpoints[0].to_string(), "GET /a/{id}");
            assert!(change.witness.is_some() && change.classes > 0);
        }
    }
}

pub(crate) fn iam() -> Credential {
    Credential::AnyOf(vec!["iam".into()])
}

#[test]
fn a_new_literal_below_a_parameter_is_what_it_decides() {
    let mut before = gateway(gets(&["/a/{id}"]));
    before.endpoints[0].credential = iam();
    let mut after = before.clone();
    after.endpoints.push(endpoint(Method::Get, "/a/open"));
    let comparison = complete(&before, &after);
    assert_eq!(kinds(&comparison), [Kind::CredentialRemoved]);
    let change = &comparison.changes[0];
    let witness = change.witness.as_ref().unwrap();
    assert_eq!(witness.curl("http://gw"), "curl 'http://gw/a/open'");
    assert!(witness.before.starts_with("401") && witness.after.starts_with("to http://a.svc:80/fixed"));
    assert!(comparison.verdict.exposure_line().contains("no longer need a credential"));
}

#[test]
fn a_literal_that_decides_what_the_parameter_decided_is_no_change() {
    let before = gateway(gets(&["/a/{id}"]));
    let mut after = before.clone();
    after.endpoints.push(endpoint(Method::Get, "/a/b"));
    assert!(complete(&before, &after).changes.is_empty());
    let with = |template: &str, path: &str| {
        let mut one = endpoint(Method::Get, path);
        let path = Template::parse(template, &one.path).unwrap();
        one.backend = Backend::Upstream { upstream: "a".into(), method: None, path };
        one
    };
    let before = gateway(vec![with("/x/{id}", "/a/{id}")]);
    let mut after = before.clone();
    after.endpoints.push(with("/x/b", "/a/b"));
    assert!(complete(&before, &after).changes.is_empty());
    after.endpoints[1] = with("/x/c", "/a/b");
    assert_eq!(kinds(&complete(&before, &after)), [Kind::UpstreamPathChanged]);
}

#[test]
fn names_do_not_count() {
    let mut before = gateway(gets(&["/a/{id}"]));
    before.endpoints[0].credential = iam();
    let mut after = before.clone();
    after.auth[0].name = "identity".to_owned();
    after.endpoints[0].credential = Credential::AnyOf(vec!["identity".into()]);
    after.upstreams[0].name = "c".to_owned();
    after.endpoints[0].path = PathPattern::parse("/a/{key}").unwrap();
    after.endpoints[0].backend = Backend::Upstream {
        upstream: "c".into(),
        method: None,
        path: Template::parse("/fixed", &after.endpoints[0].path).unwrap(),
    };
    let comparison = complete(&before, &after);
    assert!(comparison.changes.is_empty(), "{:?}", comparison.changes);
    assert!(comparison.verdict.completeness.changed > 0);
}

#[test]
fn an_upstream_outside_widens() {
    let before = gateway(gets(&["/a"]));
    let mut after = before.clone();
    after.upstreams[0] = upstream("a", "third.example");
    after.upstreams[0].external = true;
    assert_eq!(kinds(&complete(&before, &after)), [Kind::UpstreamOutside]);
}

/// Prints what it takes: `cargo test --release -p gwc-diff ten_thousand -- --nocapture`.
#[test]
fn ten_thousand_endpoints_with_one_edit_are_one_change() {
    let paths: Vec<String> = (0..10_000).map(|n| format!("/v1/s{}/{{id}}/p{}", n % 300, n)).collect();
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    let before = gateway(gets(&paths));
    let mut after = before.clone();
    after.endpoints[5_000].credential = iam();
    let (before, after) = (side(before), side(after));
    let started = std::time::Instant::now();
    let comparison = compare(&before, &after).unwrap();
    println!("{:?} for {} classes", started.elapsed(), comparison.verdict.count());
    assert_eq!(kinds(&comparison), [Kind::CredentialRequired]);
    assert_eq!(comparison.changes[0].endpoints.len(), 1);
    assert!(comparison.verdict.completeness.unexplained.is_empty());
}

#[test]
fn too_many_overlaps_end_with_a_limit() {
    let path = |n: u32| -> String {
        (0..14)
            .map(|bit| if n >> bit & 1 == 1 { format!("/l{bit}") } else { format!("/{{p{bit}}}") })
            .collect()
    };
    let endpoints: Vec<Endpoint> = (0..10_000).map(|n| endpoint(Method::Get, &path(n))).collect();
    let before = gateway(endpoints);
    let mut after = before.clone();
    // The same is the same, however it overlaps.
    assert!(compare(&side(before.clone()), &side(after.clone())).unwrap().changes.is_empty());
    after.rate_limit = RateLimit { total: Some(limit(1, 1, 1)), per_client: None };
    let refused = compare(&side(before), &side(after)).unwrap_err();
    assert!(refused.to_string().contains("the paths overlap in more than 500,000 ways"), "{refused}");
}
