//! How paths are matched, and what is answered to those without an endpoint.

use gwc_artifact::{ClientKey, Gateway, KrakendRouter, PerClient, RateLimit, Semantics};
use gwc_diff::{Kind, compare};

use crate::build::{gateway, gets, gin, limit, side};
use crate::cases::{complete, iam, kinds};

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

/// By the rules of KrakenD, options of its router decide what is answered to a path without an endpoint: in the classes of
/// such paths alone.
#[test]
fn an_option_of_the_router_changes_only_own_answers() {
    let with = |edit: fn(&mut KrakendRouter)| {
        let mut one = Gateway { semantics: Semantics::Krakend, ..gateway(gets(&["/a"])) };
        edit(&mut one.krakend);
        one
    };
    let before = with(|_| {});
    type Case = (fn(&mut KrakendRouter), &'static [(&'static str, bool)]);
    let cases: [Case; 4] = [
        (|router| router.answers_options = true, &[("OPTIONS", false)]),
        (|router| router.answers_other_methods = false, &[("OPTIONS", false), ("POST", false)]),
        // The path with a slash is redirected by the other option too.
        (|router| router.redirects_trailing_slash = false, &[]),
        (
            |router| (router.redirects_trailing_slash, router.redirects_fixed_path) = (false, false),
            &[("GET", true)],
        ),
    ];
    for (edit, expected) in cases {
        let found = complete(&before, &with(edit));
        let own = if expected.is_empty() { &[][..] } else { &[Kind::OwnAnswerChanged] };
        assert_eq!(kinds(&found), [own, &[Kind::RoutingChanged]].concat());
        for method in ["GET", "OPTIONS", "POST"] {
            for slash in [false, true] {
                let is_reported = found.regions.iter().any(|region| region.contains(method, &["a"], slash));
                assert_eq!(is_reported, expected.contains(&(method, slash)), "{method} {slash}");
            }
        }
    }
}
