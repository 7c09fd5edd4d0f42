//! `split`: which upstream gets a request, and what is told of it.

use gwc_artifact::{EndpointPolicy, Gateway, Set, SplitBy, SplitTarget};
use gwc_tests::net::{Answer, GatewayBuilder, Served, Upstream, exchange, loopback};

fn target(upstream: &str, by: SplitBy) -> SplitTarget {
    SplitTarget { upstream: upstream.to_owned(), by }
}

fn canary(value: &str) -> SplitBy {
    SplitBy::Header { name: "x-canary".to_owned(), value: value.to_owned() }
}

fn gateway(upstreams: &[(&str, std::net::SocketAddr)], targets: Vec<SplitTarget>) -> Gateway {
    let policies = Set::from(vec![EndpointPolicy::Split(targets)]);
    let all = upstreams
        .iter()
        .fold(GatewayBuilder::new(), |builder, (name, address)| builder.upstream(name, *address));
    all.route_with("GET /a/*", upstreams[0].0, "/b/*", |endpoint| endpoint.policies = policies.into()).build()
}

fn ask(served: &Served, lines: &str) -> Answer {
    exchange(served.address, format!("GET /a/x?y HTTP/1.1\r\nHost: api.test\r\n{lines}\r\n"))
}

#[test]
fn a_header_chooses_the_upstream() {
    let (old, new) = (Upstream::text("old"), Upstream::text("new"));
    let split = vec![target("new", canary("1"))];
    let served = Served::with_admin(&gateway(&[("old", old.address), ("new", new.address)], split));
    assert_eq!(ask(&served, "").text(), "old");
    assert_eq!(ask(&served, "X-Canary: 1\r\n").text(), "new");
    assert_eq!(ask(&served, "x-canary: 2\r\n").text(), "old");
    assert_eq!(ask(&served, "X-Canary: 2\r\nX-Canary: 1\r\n").text(), "new");
    let [head] = &new.heads()[..1] else { panic!("a request") };
    assert!(head.starts_with("GET /b/x?y HTTP/1.1"), "the same path: {head}");
    let listed = served.admin("/endpoints").json();
    assert_eq!(listed["endpoints"][0]["backend"]["split"][0]["upstream"], "new");
}

#[test]
fn weights_share_the_requests() {
    let (old, new) = (Upstream::text("old"), Upstream::text("new"));
    let serve = |weight| {
        let split = vec![target("new", SplitBy::Weight(weight)), target("old", canary("0"))];
        Served::start(&gateway(&[("old", old.address), ("new", new.address)], split))
    };
    let all = serve(100);
    assert!((0..20).all(|_| ask(&all, "").text() == "new"));
    assert!((0..20).all(|_| ask(&all, "X-Canary: 0\r\n").text() == "old"), "a header decides first");
    let half = serve(50);
    let to_new = (0..400).filter(|_| ask(&half, "").text() == "new").count();
    // Twelve standard deviations.
    assert!((80..320).contains(&to_new), "{to_new}");
}

#[test]
fn an_upstream_that_is_away_is_not_replaced_by_the_other_one() {
    let old = Upstream::text("old");
    let away = std::net::TcpListener::bind(loopback()).unwrap().local_addr().unwrap();
    let split = vec![target("new", canary("1"))];
    let served = Served::start(&gateway(
        &[("new", away), ("old", old.address)],
        Vec::from([target("old", canary("0"))]),
    ));
    assert_eq!(ask(&served, "").status, 502);
    assert_eq!(ask(&served, "X-Canary: 0\r\n").text(), "old");
    // A reload changes the split of the next request.
    let other = gateway(&[("old", old.address), ("new", away)], split);
    served.handle.swap(gwc_tests::net::artifact(&other)).unwrap();
    assert_eq!(ask(&served, "").text(), "old");
    assert_eq!(ask(&served, "X-Canary: 1\r\n").status, 502);
}
