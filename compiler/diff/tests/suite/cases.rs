//! What single edits are.

use std::time::Duration;

use gwc_artifact::{
    AuthKind, Backend, ClientKey, Credential, Endpoint, ForwardHeaders, ForwardQuery, Gateway, Issuer,
    Method, PathPattern, PerClient, RateLimit, Stream, Template,
};
use gwc_diff::{Comparison, Exposure, Kind, compare};

use crate::build::{endpoint, gateway, gets, gin, limit, side, upstream};

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
fn both_routers_find_the_same_endpoints_of_a_plain_gateway() {
    let all = gateway(gets(&["/", "/a", "/a/{id}", "/a/b/c"]));
    let comparison = compare(&side(all.clone()), &gin(all)).unwrap();
    let found = kinds(&comparison);
    assert!(found.contains(&Kind::RoutingChanged) && found.contains(&Kind::HeadRefused), "{found:?}");
    assert!(
        !found.contains(&Kind::EndpointRemoved) && !found.contains(&Kind::CredentialRemoved),
        "{found:?}"
    );
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

/// gin sees `/a/` in `/a`, and does not go back to `/{x}`. With `/ab` it has a node for `a`, and goes back.
#[test]
fn an_endpoint_beside_another_opens_a_path_in_gin() {
    let gateway = |paths: &[&str]| gin(gateway(gets(paths)));
    let found = compare(&gateway(&["/a/", "/{x}"]), &gateway(&["/a/", "/ab", "/{x}"])).expect("comparable");
    let region = found.regions.iter().find(|region| region.contains("GET", &["a"], false)).expect("a region");
    let kinds: Vec<Kind> = region.changes.iter().map(|at| found.changes[*at].kind).collect();
    assert_eq!(kinds, [Kind::PublicEndpointAdded]);
}

/// `/abc` and `/abd` share a node `ab`, from which gin does not go back for a lone slash.
#[test]
fn a_shared_beginning_is_a_text_of_its_own_in_gin() {
    let gateway = |paths: &[&str]| gin(gateway(gets(paths)));
    let found =
        compare(&gateway(&["/abc", "/{x}/"]), &gateway(&["/abc", "/abd", "/{x}/"])).expect("comparable");
    assert!(found.regions.iter().any(|region| region.contains("GET", &["ab"], true)), "{:?}", found.regions);
    assert!(!found.regions.iter().any(|region| region.contains("GET", &["xy"], true)));
}

#[test]
fn what_another_program_does_with_tokens_and_limits_is_told_where_an_endpoint_has_them() {
    let routing = |gateway: &Gateway| {
        let comparison = compare(&gin(gateway.clone()), &side(gateway.clone())).expect("comparable");
        let change = comparison.changes.into_iter().find(|change| change.kind == Kind::RoutingChanged);
        let change = change.expect("another program");
        (change.before.unwrap(), change.after.unwrap())
    };
    let mut gateway = gateway(gets(&["/a"]));
    let per_client = Some(PerClient { key: ClientKey::Ip, limit: limit(1, 1, 1) });
    gateway.endpoints[0].rate_limit = RateLimit { per_client, ..RateLimit::default() }.into();
    let (before, after) = routing(&gateway);
    assert!(!before.contains("exp") && !before.contains("limits") && after == "gwr");
    gateway.endpoints[0].credential = iam();
    let (before, after) = routing(&gateway);
    assert!(
        before.contains("accepts tokens without `exp`, counts limits per client address after"),
        "{before}"
    );
    assert!(after.contains("requires `exp` in tokens, counts limits per client address before"), "{after}");
    let krakend = gin(gateway);
    assert!(compare(&krakend, &krakend.clone()).expect("comparable").changes.is_empty());
}

/// Requests to an endpoint whose hosts the gateway does not answer get 404, as if it was not there. Other methods of its path
/// get 405 with it.
#[test]
fn an_endpoint_of_no_answered_host_changes_only_own_answers() {
    let mut with = gateway(gets(&["/a", "/b"]));
    with.hosts = vec!["a.example".to_owned()].into();
    with.strict_hosts = true;
    with.endpoints[1].hosts = vec!["b.example".to_owned()].into();
    let mut without = with.clone();
    without.endpoints.pop();
    for (before, after) in [(&with, &without), (&without, &with)] {
        let comparison = complete(before, after);
        assert_eq!(kinds(&comparison), [Kind::OwnAnswerChanged]);
        let idle = &comparison.verdict.completeness.idle;
        assert!(idle.iter().any(|leaf| leaf.reason == "the gateway answers none of its hosts"), "{idle:?}");
    }
    // What only this endpoint uses has no effect either.
    let mut before = with.clone();
    before.endpoints[1].backend = before.endpoints[0].backend.clone();
    if let gwc_artifact::Backend::Upstream { upstream, .. } = &mut before.endpoints[1].backend {
        *upstream = "b".into();
    }
    let mut after = before.clone();
    after.upstreams[1].hosts[0].host = "c.svc".to_owned();
    assert!(complete(&before, &after).changes.is_empty());
    // Once the gateway answers all hosts, the endpoint is removed.
    let open = Gateway { strict_hosts: false, ..with.clone() };
    let removed = Gateway { strict_hosts: false, ..without.clone() };
    assert!(kinds(&complete(&open, &removed)).contains(&Kind::EndpointRemoved));
}

/// A check before another one that accepts as much and does the same with a token decides nothing.
#[test]
fn a_check_that_the_next_one_replaces_is_no_change() {
    let mut before = gateway(gets(&["/a"]));
    let AuthKind::Jwt(narrow) = &before.auth[0].kind else { panic!("a check of tokens") };
    let narrow = gwc_artifact::Jwt { leeway: Duration::ZERO, ..narrow.clone() };
    before.auth.push(gwc_artifact::Auth::new("narrow", AuthKind::Jwt(narrow)));
    before.endpoints[0].credential = iam();
    let mut after = before.clone();
    after.endpoints[0].credential = Credential::AnyOf(vec!["narrow".into(), "iam".into()]);
    assert!(complete(&before, &after).changes.is_empty());
    // With a limit of its own it decides.
    after.auth[2].rate_limit = RateLimit { total: Some(limit(1, 60, 1)), per_client: None };
    assert!(!complete(&before, &after).changes.is_empty());
}

/// A check that a later one replaces decides nothing either with a check of keys in between.
#[test]
fn a_check_that_a_later_one_replaces_is_no_change() {
    let mut before = gateway(gets(&["/a"]));
    let AuthKind::Jwt(exact) = &before.auth[0].kind else { panic!("a check of tokens") };
    let any = gwc_artifact::Jwt { issuer: Issuer::Any, ..exact.clone() };
    before.auth.push(gwc_artifact::Auth::new("any", AuthKind::Jwt(any)));
    let with = |names: &[&'static str]| {
        let mut one = before.clone();
        one.endpoints[0].credential = Credential::AnyOf(names.iter().map(|name| (*name).into()).collect());
        one
    };
    let three = with(&["iam", "keys", "any"]);
    assert!(complete(&three, &with(&["any", "keys"])).changes.is_empty());
    // The place of the first check is read first.
    assert_eq!(kinds(&complete(&three, &with(&["keys", "any"]))), [Kind::SourceOrderChanged]);
    // With a limit of its own the first check decides.
    let mut limited = three.clone();
    limited.auth[0].rate_limit = RateLimit { total: Some(limit(1, 60, 1)), per_client: None };
    assert!(!complete(&limited, &with(&["any", "keys"])).changes.is_empty());
}

/// The first place that any check reads decides, in whatever order a later check reads it and others.
#[test]
fn another_order_of_places_that_an_earlier_check_decides_is_no_change() {
    let with = |names: &[&'static str], headers: [&str; 2]| {
        let mut one = gateway(gets(&["/a"]));
        one.endpoints[0].credential = Credential::AnyOf(names.iter().map(|name| (*name).into()).collect());
        let AuthKind::ApiKey(key) = &mut one.auth[1].kind else { panic!("a check of keys") };
        key.headers = headers.map(str::to_owned).to_vec();
        one
    };
    let (one, other) = (["Authorization", "X-Key"], ["X-Key", "Authorization"]);
    let of_both = ["iam", "keys"];
    assert!(complete(&with(&of_both, one), &with(&of_both, other)).changes.is_empty());
    let alone = complete(&with(&["keys"], one), &with(&["keys"], other));
    assert_eq!(kinds(&alone), [Kind::SourceOrderChanged]);
    let first = complete(&with(&["keys", "iam"], one), &with(&["keys", "iam"], other));
    assert_eq!(kinds(&first), [Kind::SourceOrderChanged]);
}

/// An optional credential protects nothing, and changes what happens to requests that have one.
#[test]
fn an_optional_credential_is_public_and_verified() {
    let with = |credential: Credential| {
        let mut one = gateway(gets(&["/a"]));
        one.endpoints[0].credential = credential;
        one
    };
    let optional = || Credential::Optional(vec!["iam".into()]);
    for (before, after, kind, exposure) in [
        (Credential::Public, optional(), Kind::ProtectionAdded, Exposure::Narrows),
        (optional(), Credential::Public, Kind::ProtectionRemoved, Exposure::Widens),
        (iam(), optional(), Kind::CredentialRemoved, Exposure::Widens),
        (optional(), iam(), Kind::CredentialRequired, Exposure::Narrows),
        (optional(), Credential::Optional(vec!["keys".into()]), Kind::ProtectionChanged, Exposure::Widens),
    ] {
        let comparison = complete(&with(before.clone()), &with(after.clone()));
        let change = comparison.changes.iter().find(|change| change.kind == kind);
        let change = change.unwrap_or_else(|| panic!("{before:?} to {after:?}: {:?}", kinds(&comparison)));
        assert_eq!(change.exposure, exposure, "{before:?} to {after:?}");
    }
    // A different issuer of an optional token is a change. A different name of the auth is not a change.
    let before = with(optional());
    let mut after = before.clone();
    after.auth[0].name = "identity".to_owned();
    after.endpoints[0].credential = Credential::Optional(vec!["identity".into()]);
    assert!(complete(&before, &after).changes.is_empty());
    let mut after = before.clone();
    let AuthKind::Jwt(jwt) = &mut after.auth[0].kind else { panic!("a check of tokens") };
    jwt.issuer = Issuer::Exact("https://other.example".to_owned());
    assert_eq!(kinds(&complete(&before, &after)), [Kind::ProtectionChanged]);
}
