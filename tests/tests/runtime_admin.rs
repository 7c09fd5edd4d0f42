//! The admin listener: what it shows, and that it changes nothing.

use std::num::NonZeroUsize;
use std::time::Duration;

use gwc_artifact::{AdminListener, Gateway, Limit, Listener, Protocol, Rate, RateLimit, Stream, encode};
use gwc_runtime::{AdminAddress, Options};
use gwc_tests::net::{GatewayBuilder, Served, Upstream, Wire, artifact, exchange, loopback};
use serde_json::Value;

fn gateway(upstream: &Upstream) -> Gateway {
    let one = Limit {
        rate: Rate { count: 1, period: Duration::from_secs(3600) },
        burst: 1,
        window: gwc_artifact::Window::Bucket,
    };
    GatewayBuilder::new()
        .upstream("u", upstream.address)
        .route("GET /items/{id}", "u", "/{id}")
        .route("POST /items", "u", "/")
        .route_with("GET /scarce", "u", "/", |endpoint| {
            endpoint.rate_limit = RateLimit { total: Some(one), per_client: None }.into();
        })
        .build()
}

#[test]
fn requests_are_counted_by_endpoint_method_status_and_outcome() {
    let upstream = Upstream::text("hello");
    let served = Served::with_admin(&gateway(&upstream));
    let mut wire = Wire::connect(served.address);
    assert_eq!((wire.get("/items/7").status, wire.get("/items/8?secret=1").status), (200, 200));
    wire.send("HEAD /items/7 HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_eq!(wire.head().unwrap().0, 200);
    wire.send("POST /items HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc");
    assert_eq!(wire.answer().unwrap().status, 200);
    assert_eq!(
        (wire.get("/scarce").status, wire.get("/scarce").status, wire.get("/no").status),
        (200, 429, 404)
    );

    let requests = |endpoint: &str, method: &str, status: &str, outcome: &str| {
        format!(
            "gwr_requests_total{{endpoint=\"{endpoint}\",method=\"{method}\",status=\"{status}\",outcome=\"{outcome}\"}}"
        )
    };
    served.expect_metric(&requests("GET /items/{id}", "GET", "2xx", "complete"), 2.0);
    served.expect_metric(&requests("GET /items/{id}", "HEAD", "2xx", "complete"), 1.0);
    served.expect_metric(&requests("POST /items", "POST", "2xx", "complete"), 1.0);
    served.expect_metric(&requests("GET /scarce", "GET", "4xx", "rejected"), 1.0);
    served.expect_metric(&requests("none", "other", "4xx", "rejected"), 1.0);
    let failures = |endpoint: &str, reason: &str| {
        format!("gwr_request_failures_total{{endpoint=\"{endpoint}\",reason=\"{reason}\"}}")
    };
    served.expect_metric(&failures("GET /scarce", "rate_limited_total"), 1.0);
    served.expect_metric(&failures("none", "no_endpoint"), 1.0);
    served.expect_metric("gwr_request_duration_seconds_count{endpoint=\"GET /items/{id}\"}", 3.0);
    served.expect_metric("gwr_first_byte_seconds_count{endpoint=\"GET /scarce\"}", 1.0);
    served.expect_metric("gwr_request_size_bytes_sum{endpoint=\"POST /items\"}", 3.0);
    served.expect_metric("gwr_response_size_bytes_sum{endpoint=\"GET /items/{id}\"}", 10.0);
    served.expect_metric("gwr_requests_in_flight", 0.0);
    served.expect_metric("gwr_client_connections", 1.0);
    let host = format!("host=\"{}\"", upstream.address);
    served.expect_metric(&format!("gwr_upstream_connections{{{host},state=\"idle\"}}"), 1.0);
    served.expect_metric(&format!("gwr_upstream_connects_total{{{host},result=\"failed\"}}"), 0.0);
    let metrics = served.admin("/metrics");
    assert_eq!(metrics.header("content-type"), Some("text/plain; version=0.0.4; charset=utf-8"));
    assert!(!metrics.text().contains("secret"), "no series has what a client sent");
}

#[test]
fn all_cores_are_added_up() {
    let upstream = Upstream::text("hello");
    let admin = AdminAddress::At(loopback());
    let options = Options { workers: NonZeroUsize::new(3), admin, ..Options::default() };
    let served = Served::start_with(&gateway(&upstream), options);
    for _ in 0..30 {
        assert_eq!(Wire::connect(served.address).get("/items/7").status, 200);
    }
    served.expect_metric("gwr_request_duration_seconds_count{endpoint=\"GET /items/{id}\"}", 30.0);
}

#[test]
fn what_is_open_is_shown_while_it_is_open() {
    let upstream = Upstream::start(|connection| {
        if connection.head().is_some() {
            connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n");
            connection.closes_within(Duration::from_secs(60));
        }
    });
    let gateway = GatewayBuilder::new()
        .upstream("u", upstream.address)
        .route_with("GET /", "u", "/", |endpoint| endpoint.stream = Stream::Sse)
        .build();
    let served = Served::with_admin(&gateway);
    let mut wire = Wire::connect(served.address);
    wire.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_eq!(wire.head().unwrap().0, 200);
    served.expect_metric("gwr_open_streams{kind=\"response\"}", 1.0);
    served.expect_metric("gwr_requests_in_flight", 1.0);
    drop(wire);
    served.expect_metric("gwr_open_streams{kind=\"response\"}", 0.0);
    served.expect_metric("gwr_request_failures_total{endpoint=\"GET /\",reason=\"client_gone\"}", 1.0);
}

#[test]
fn counters_survive_a_reload_and_endpoints_that_are_gone_do_not() {
    let upstream = Upstream::text("hello");
    let served = Served::with_admin(&gateway(&upstream));
    assert_eq!(Wire::connect(served.address).get("/items/7").status, 200);
    assert_eq!(Wire::connect(served.address).get("/scarce").status, 200);
    served.expect_metric("gwr_request_duration_seconds_count{endpoint=\"GET /scarce\"}", 1.0);
    let mut next = gateway(&upstream);
    next.endpoints.retain(|endpoint| endpoint.path.to_string() != "/scarce");
    served.handle.swap(artifact(&next)).unwrap();
    assert_eq!(Wire::connect(served.address).get("/items/7").status, 200);
    served.expect_metric("gwr_request_duration_seconds_count{endpoint=\"GET /items/{id}\"}", 2.0);
    assert_eq!(served.metric("gwr_request_duration_seconds_count{endpoint=\"GET /scarce\"}"), None);
    served.expect_metric("gwr_config_reloads_total", 1.0);
}

#[test]
fn a_refused_reload_is_reported_and_the_gateway_stays_ready() {
    let upstream = Upstream::text("hello");
    let served = Served::with_admin(&gateway(&upstream));
    served.expect_metric("gwr_config_last_reload_successful", 1.0);
    served.handle.refused();
    served.expect_metric("gwr_config_reload_failed_total", 1.0);
    served.expect_metric("gwr_config_last_reload_successful", 0.0);
    let ready = served.admin("/readyz");
    assert_eq!(ready.status, 200);
    let body: Value = serde_json::from_slice(&ready.body).unwrap();
    assert_eq!((&body["status"], &body["last_reload"]), (&"ok".into(), &"refused".into()));
}

#[test]
fn a_drain_ends_readiness_and_not_liveness() {
    let upstream = Upstream::text("hello");
    let (admin, drain_delay) = (AdminAddress::At(loopback()), Duration::from_secs(60));
    let served =
        Served::start_with(&gateway(&upstream), Options { admin, drain_delay, ..Options::default() });
    assert_eq!((served.admin("/readyz").status, served.admin("/healthz").status), (200, 200));
    served.handle.drain();
    assert_eq!((served.admin("/readyz").status, served.admin("/healthz").status), (503, 200));
    served.expect_metric("gwr_ready", 0.0);
}

#[test]
fn endpoints_are_listed_without_secrets() {
    let upstream = Upstream::text("hello");
    let served = Served::with_admin(&gateway(&upstream));
    let list: Value = serde_json::from_slice(&served.admin("/endpoints").body).unwrap();
    assert_eq!(list["gateway"], "test");
    let names: Vec<&str> =
        list["endpoints"].as_array().unwrap().iter().map(|e| e["endpoint"].as_str().unwrap()).collect();
    assert_eq!(names, ["POST /items", "GET /items/{id}", "GET /scarce"]);
    assert_eq!(list["endpoints"][2]["limited"], true);
    assert_eq!(list["endpoints"][0]["backend"]["upstream"], "u");
}

#[test]
fn it_is_read_only_and_apart_from_the_public_port() {
    let upstream = Upstream::text("hello");
    let served = Served::with_admin(&gateway(&upstream));
    let admin = served.admin.unwrap();
    for method in ["POST", "PUT", "DELETE", "OPTIONS"] {
        let answer =
            exchange(admin, format!("{method} /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n"));
        assert_eq!((answer.status, answer.header("allow")), (405, Some("GET, HEAD")), "{method}");
    }
    assert_eq!(served.admin("/items/7").status, 404, "it serves no endpoint");
    for path in ["/metrics", "/readyz", "/healthz", "/endpoints"] {
        assert_eq!(Wire::connect(served.address).get(path).status, 404, "{path} is not public");
    }
    assert_eq!(upstream.connections(), 0);
}

#[test]
fn without_it_nothing_listens() {
    let upstream = Upstream::text("hello");
    assert_eq!(Served::start(&gateway(&upstream)).admin, None);
}

#[test]
fn an_artifact_with_both_listeners_on_one_port_cannot_be_made() {
    let upstream = Upstream::text("hello");
    let mut gateway = gateway(&upstream);
    gateway.listeners = vec![Listener {
        address: None,
        port: 9000,
        protocol: Protocol::Http,
        proxy_protocol: false,
        tls: None,
    }]
    .into();
    gateway.operations.admin = Some(AdminListener { address: None, port: 9000 });
    assert!(encode(&gateway).unwrap_err().to_string().contains("the port of a public one"));
    gateway.operations.admin = Some(AdminListener { address: None, port: 9001 });
    assert!(encode(&gateway).is_ok());
}
