//! `trusted_proxies`: one address of the client for limits, the access log and the upstream.

use std::time::Duration;

use gwc_artifact::{AddressRule, ClientKey, Gateway, Limit, Network, PerClient, Rate, RateLimit, Set};
use gwc_runtime::{AccessLog, Options};
use gwc_tests::net::{GatewayBuilder, Served, Upstream, exchange};

/// Every client may ask twice a minute. Tests are peers at `127.0.0.1`.
fn gateway(upstream: &Upstream, trusted: &[&str]) -> Gateway {
    let limit = Limit {
        rate: Rate { count: 2, period: Duration::from_secs(60) },
        burst: 2,
        window: gwc_artifact::Window::Bucket,
    };
    let per_client = Some(PerClient { key: ClientKey::Ip, limit });
    GatewayBuilder::new()
        .upstream("u", upstream.address)
        .route("GET /free", "u", "/")
        .route_with("GET /limited", "u", "/", |endpoint| {
            endpoint.rate_limit = RateLimit { total: None, per_client }.into();
        })
        .with(|gateway| {
            gateway.trusted_proxies = trusted.iter().map(|text| Network::parse(text).unwrap()).collect();
        })
        .build()
}

fn status(served: &Served, path: &str, header: &str) -> u16 {
    exchange(served.address, format!("GET {path} HTTP/1.1\r\nHost: x\r\n{header}\r\n")).status
}

/// What the upstream gets as `X-Forwarded-For`.
fn forwarded(upstream: &Upstream) -> Vec<String> {
    let line = |head: &String| {
        let lines = head.lines().filter_map(|line| line.strip_prefix("x-forwarded-for: "));
        let lines: Vec<&str> = lines.collect();
        assert_eq!(lines.len(), 1, "{head}");
        lines[0].to_owned()
    };
    upstream.heads().iter().map(line).collect()
}

#[test]
fn limits_are_those_of_the_client_behind_a_trusted_proxy() {
    let upstream = Upstream::text("ok");
    let served = Served::start(&gateway(&upstream, &["127.0.0.0/8", "10.0.0.0/8"]));
    let ask = |value: &str| status(&served, "/limited", &format!("X-Forwarded-For: {value}\r\n"));
    // The same client through several proxies, and with addresses in front that it has made up.
    assert_eq!(ask("192.0.2.1"), 200);
    assert_eq!(ask("203.0.113.8, 192.0.2.1, 10.0.0.9"), 200);
    assert_eq!(ask("203.0.113.9, ::ffff:192.0.2.1"), 429);
    assert_eq!(ask("192.0.2.2"), 200, "another client");
    assert_eq!(status(&served, "/limited", ""), 200, "the proxy itself");
}

#[test]
fn a_peer_that_is_not_trusted_is_the_client() {
    let upstream = Upstream::text("ok");
    let served = Served::start(&gateway(&upstream, &["10.0.0.0/8"]));
    let ask = |client: usize| status(&served, "/limited", &format!("X-Forwarded-For: 192.0.2.{client}\r\n"));
    assert_eq!([1, 2, 3].map(ask), [200, 200, 429]);
    assert_eq!(forwarded(&upstream), ["127.0.0.1"; 2]);
}

#[test]
fn the_upstream_sees_the_chain_from_the_client_on() {
    let upstream = Upstream::text("ok");
    let served = Served::start(&gateway(&upstream, &["127.0.0.1", "10.0.0.0/8"]));
    for header in [
        "",
        "X-Forwarded-For: 192.0.2.1\r\n",
        "X-Forwarded-For: 6.6.6.6, 192.0.2.1\r\nx-forwarded-for: 10.0.0.9\r\n",
        "X-Forwarded-For: 192.0.2.1, unknown, 10.0.0.9\r\n",
        "X-Real-IP: 192.0.2.1\r\nForwarded: for=192.0.2.1\r\n",
    ] {
        assert_eq!(status(&served, "/free", header), 200);
    }
    let expected = [
        "127.0.0.1",
        "192.0.2.1, 127.0.0.1",
        "192.0.2.1, 10.0.0.9, 127.0.0.1",
        "10.0.0.9, 127.0.0.1",
        "127.0.0.1",
    ];
    assert_eq!(forwarded(&upstream), expected);
}

#[test]
fn the_access_log_has_the_client() {
    let directory = tempfile::tempdir().unwrap();
    let log = directory.path().join("access.log");
    let upstream = Upstream::text("ok");
    let options = Options { access_log: AccessLog::File(log.clone()), ..Options::default() };
    let served = Served::start_with(&gateway(&upstream, &["127.0.0.1"]), options);
    status(&served, "/free", "X-Forwarded-For: 2001:db8::1\r\n");
    status(&served, "/missing", "X-Forwarded-For: 192.0.2.7\r\n");
    status(&served, "/free", "");
    served.handle.drain();
    served.join();
    let text = std::fs::read_to_string(&log).unwrap();
    let lines = text.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).expect(line));
    let clients: Vec<String> = lines.map(|line| line["client"].as_str().unwrap().to_owned()).collect();
    assert_eq!(clients, ["2001:db8::1", "192.0.2.7", "127.0.0.1"]);
}

fn networks(texts: &[&str]) -> Set<Network> {
    texts.iter().map(|text| Network::parse(text).unwrap()).collect()
}

/// `198.51.100.0/24` may call nothing; `/inner` is for `10.0.0.0/8`, and `/narrow` for all of that but `10.9.0.0/16`.
fn with_rules(upstream: &Upstream) -> Gateway {
    let inner = AddressRule { allow: networks(&["10.0.0.0/8"]), deny: Set::default() };
    let narrow = AddressRule { allow: Set::default(), deny: networks(&["10.9.0.0/16", "2001:db8::/32"]) };
    let limit = Limit {
        rate: Rate { count: 1, period: Duration::from_secs(60) },
        burst: 1,
        window: gwc_artifact::Window::Bucket,
    };
    GatewayBuilder::new()
        .upstream("u", upstream.address)
        .route("GET /free", "u", "/")
        .route_with("GET /inner", "u", "/", |endpoint| {
            endpoint.ip = Set::from(vec![inner.clone()]).into();
            endpoint.rate_limit = RateLimit { total: Some(limit), per_client: None }.into();
        })
        .route_with("GET /narrow", "u", "/", |endpoint| {
            endpoint.ip = Set::from(vec![inner.clone(), narrow]).into();
        })
        .with(|gateway| {
            gateway.trusted_proxies = networks(&["127.0.0.1"]);
            gateway.ip = AddressRule { allow: Set::default(), deny: networks(&["198.51.100.0/24"]) };
        })
        .build()
}

#[test]
fn every_rule_must_admit_the_client() {
    let upstream = Upstream::text("ok");
    let served = Served::start(&with_rules(&upstream));
    let from = |path: &str, client: &str| status(&served, path, &format!("X-Forwarded-For: {client}\r\n"));
    for (path, client, expected) in [
        ("/free", "192.0.2.1", 200),
        ("/free", "198.51.100.9", 403),
        ("/free", "::ffff:198.51.100.9", 403),
        ("/narrow", "10.8.0.1", 200),
        ("/narrow", "10.9.0.1", 403),
        ("/narrow", "192.0.2.1", 403),
        ("/narrow", "2001:db8::1", 403),
        ("/narrow", "198.51.100.9", 403),
    ] {
        assert_eq!(from(path, client), expected, "{path} from {client}");
    }
    assert_eq!(upstream.heads().len(), 2);
}

#[test]
fn a_denied_client_takes_no_tokens_and_reads_no_reason() {
    let upstream = Upstream::text("ok");
    let served = Served::start(&with_rules(&upstream));
    let ask = |method: &str, client: &str| {
        let head = format!("{method} /inner HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: {client}\r\n\r\n");
        exchange(served.address, head)
    };
    for _ in 0..3 {
        let refused = ask("GET", "192.0.2.1");
        assert_eq!((refused.status, refused.text().as_str()), (403, "403 forbidden"));
    }
    assert_eq!(ask("GET", "10.0.0.1").status, 200, "the one token is still there");
    assert_eq!(ask("GET", "10.0.0.1").status, 429);
    assert_eq!(
        ask("OPTIONS", "198.51.100.9").status,
        403,
        "the gateway's rule applies to its own answers too"
    );
    assert_eq!(ask("OPTIONS", "192.0.2.1").status, 204);
}

#[test]
fn the_access_log_has_the_reason() {
    let directory = tempfile::tempdir().unwrap();
    let log = directory.path().join("access.log");
    let upstream = Upstream::text("ok");
    let options = Options { access_log: AccessLog::File(log.clone()), ..Options::default() };
    let served = Served::start_with(&with_rules(&upstream), options);
    status(&served, "/free", "X-Forwarded-For: 198.51.100.9\r\n");
    served.handle.drain();
    served.join();
    let line: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(&log).unwrap()).unwrap();
    assert_eq!((&line["status"], &line["reason"]), (&403.into(), &"address_denied".into()));
    assert_eq!((&line["client"], &line["blame"]), (&"198.51.100.9".into(), &"client".into()));
}
