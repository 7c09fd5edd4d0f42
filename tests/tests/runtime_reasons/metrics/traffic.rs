//! Requests, responses and connections.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use gwc_artifact::{Ejection, HealthCheck, Retries, Scheme, UpstreamHost, UpstreamOptions};
use gwc_runtime::{Lookup, Options};
use gwc_tests::net::{GatewayBuilder, Upstream, loopback};

use super::Moves;
use super::process::answering;
use crate::upstreams::{at, breaking};
use crate::watched::{NOWHERE, PATIENCE, Watched, open};

pub(super) const MOVES: &[Moves] = &[
    Moves {
        name: "a_request",
        metrics: &[
            "gwr_requests_total",
            "gwr_request_duration_seconds",
            "gwr_first_byte_seconds",
            "gwr_request_size_bytes",
            "gwr_response_size_bytes",
            "gwr_client_connections",
            "gwr_upstream_connections",
            "gwr_upstream_connects_total",
        ],
        run: a_request,
    },
    Moves {
        name: "a_response_under_way",
        metrics: &["gwr_requests_in_flight", "gwr_open_streams"],
        run: a_response_under_way,
    },
    Moves {
        name: "a_request_that_fails",
        metrics: &["gwr_request_failures_total"],
        run: a_request_that_fails,
    },
    Moves {
        name: "what_is_no_request",
        metrics: &["gwr_unreadable_requests_total", "gwr_client_connection_failures_total"],
        run: what_is_no_request,
    },
    Moves {
        name: "a_connection_that_closes_while_it_is_idle",
        metrics: &["gwr_upstream_stale_connections_total"],
        run: a_connection_that_closes_while_it_is_idle,
    },
    Moves {
        name: "a_breaker",
        metrics: &[
            "gwr_upstream_breaker_open",
            "gwr_upstream_breaker_opened_total",
            "gwr_upstream_breaker_refused_total",
        ],
        run: a_breaker,
    },
    Moves { name: "a_retry", metrics: &["gwr_upstream_retries_total"], run: a_retry },
    Moves { name: "an_ejection", metrics: &["gwr_upstream_ejections_total"], run: an_ejection },
    Moves {
        name: "health_checks",
        metrics: &["gwr_upstream_host_healthy", "gwr_upstream_health_checks_total"],
        run: health_checks,
    },
    Moves {
        name: "lookups_of_names",
        metrics: &["gwr_dns_lookups_total", "gwr_dns_last_success_timestamp_seconds"],
        run: lookups_of_names,
    },
];

fn a_request() {
    let upstream = Upstream::text("ok");
    let gateway = GatewayBuilder::new().upstream("u", upstream.address).route("POST /", "u", "/").build();
    let watched = Watched::start(&gateway);
    let mut wire = watched.connect();
    wire.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n12345");
    assert_eq!(wire.answer().expect("an answer").status, 200);
    let endpoint = "endpoint=\"POST /\"";
    let host = format!("host=\"{}\"", upstream.address);
    for (series, value) in [
        (
            format!("gwr_requests_total{{{endpoint},method=\"POST\",status=\"2xx\",outcome=\"complete\"}}"),
            1.0,
        ),
        (format!("gwr_request_duration_seconds_count{{{endpoint}}}"), 1.0),
        (format!("gwr_first_byte_seconds_count{{{endpoint}}}"), 1.0),
        (format!("gwr_request_size_bytes_sum{{{endpoint}}}"), 5.0),
        (format!("gwr_response_size_bytes_sum{{{endpoint}}}"), 2.0),
        ("gwr_client_connections".to_owned(), 1.0),
        (format!("gwr_upstream_connections{{{host},state=\"idle\"}}"), 1.0),
        (format!("gwr_upstream_connects_total{{{host},result=\"ok\"}}"), 1.0),
    ] {
        watched.served.expect_metric(&series, value);
    }
    drop(wire);
    watched.served.expect_metric("gwr_client_connections", 0.0);
}

fn a_response_under_way() {
    let (end, ends) = channel::<()>();
    let ends = Mutex::new(ends);
    let upstream = Upstream::start(move |connection| {
        connection.head();
        connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345");
        let _ = ends.lock().expect("no panic").recv_timeout(PATIENCE);
        connection.send("67890");
    });
    let watched = Watched::start(&open(upstream.address, |_| {}).build());
    let mut wire = watched.connect();
    wire.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    for value in [1.0, 0.0] {
        watched.served.expect_metric("gwr_requests_in_flight", value);
        watched.served.expect_metric("gwr_open_streams{kind=\"response\"}", value);
        let _ = end.send(());
    }
    assert_eq!(wire.answer().expect("an answer").text(), "1234567890");
}

fn a_request_that_fails() {
    let (_upstream, watched) = answering();
    watched.ask("GET /none HTTP/1.1\r\nHost: x\r\n\r\n");
    let series = "gwr_request_failures_total{endpoint=\"none\",reason=\"no_endpoint\"}";
    watched.served.expect_metric(series, 1.0);
}

fn what_is_no_request() {
    let options = Options { head_timeout: Duration::from_millis(100), ..Options::default() };
    let watched = Watched::start_with(&open(NOWHERE, |_| {}).build(), options);
    watched.ask("this is not a request\r\n\r\n");
    watched.served.expect_metric("gwr_unreadable_requests_total", 1.0);
    let mut slow = watched.connect();
    slow.send("GET / HT");
    let series = "gwr_client_connection_failures_total{reason=\"request_head_timeout\"}";
    watched.served.expect_metric(series, 1.0);
}

fn a_connection_that_closes_while_it_is_idle() {
    let upstream = Upstream::start(|connection| {
        connection.head();
        connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        // The second request ends the connection instead.
        connection.head();
    });
    let watched = Watched::start(&open(upstream.address, |_| {}).build());
    let mut wire = watched.connect();
    assert_eq!([wire.get("/").status, wire.get("/").status], [200, 200]);
    let series = format!("gwr_upstream_stale_connections_total{{host=\"{}\"}}", upstream.address);
    watched.served.expect_metric(&series, 1.0);
}

fn a_breaker() {
    let gateway = open(NOWHERE, |_| {}).with(|gateway| gateway.upstreams[0].options = breaking().into());
    let watched = Watched::start(&gateway.build());
    watched.served.expect_metric("gwr_upstream_breaker_open{upstream=\"u\"}", 0.0);
    let watched = watched.asked("").asked("");
    for name in ["open", "opened_total", "refused_total"] {
        watched.served.expect_metric(&format!("gwr_upstream_breaker_{name}{{upstream=\"u\"}}"), 1.0);
    }
}

fn a_retry() {
    let failed = AtomicBool::new(false);
    let upstream = Upstream::start(move |connection| {
        while connection.head().is_some() {
            let status = if failed.swap(true, Ordering::SeqCst) { "200 OK" } else { "503 Away" };
            connection.send(&format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n"));
        }
    });
    let retries = Some(Retries { attempts: 2, budget: 100 });
    let options = UpstreamOptions { retries, ..UpstreamOptions::default() };
    let gateway =
        open(upstream.address, |_| {}).with(|gateway| gateway.upstreams[0].options = options.into());
    let watched = Watched::start(&gateway.build());
    assert_eq!(watched.get("").expect("an answer").status, 200);
    watched.served.expect_metric("gwr_upstream_retries_total{upstream=\"u\"}", 1.0);
}

fn an_ejection() {
    let upstream = Upstream::text("ok");
    let eject = Some(Ejection { after: 1, time: PATIENCE });
    let options = UpstreamOptions { eject, ..UpstreamOptions::default() };
    let failing = UpstreamHost { scheme: Scheme::Http, host: NOWHERE.ip().to_string(), port: NOWHERE.port() };
    let gateway = open(upstream.address, |_| {}).with(|gateway| {
        gateway.upstreams[0].options = options.into();
        gateway.upstreams[0].hosts.push(failing);
    });
    let watched = Watched::start(&gateway.build()).asked("").asked("").asked("");
    watched.served.expect_metric("gwr_upstream_ejections_total{upstream=\"u\"}", 1.0);
}

fn health_checks() {
    let fails = Arc::new(AtomicBool::new(false));
    let failing = Arc::clone(&fails);
    let upstream = Upstream::start(move |connection| {
        while connection.head().is_some() {
            let status = if failing.load(Ordering::SeqCst) { "500 No" } else { "200 OK" };
            connection.send(&format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n"));
        }
    });
    let every = Duration::from_millis(100);
    let health = Some(HealthCheck { path: "/healthz".to_owned(), every, timeout: every });
    let options = UpstreamOptions { health, ..UpstreamOptions::default() };
    let gateway =
        open(upstream.address, |_| {}).with(|gateway| gateway.upstreams[0].options = options.into());
    let watched = Watched::start(&gateway.build());
    let labels = format!("upstream=\"u\",host=\"{}\"", upstream.address);
    watched.served.expect_metric(&format!("gwr_upstream_host_healthy{{{labels}}}"), 1.0);
    let counted = |result: &str| {
        let series = format!("gwr_upstream_health_checks_total{{{labels},result=\"{result}\"}}");
        watched.served.metric(&series).expect("a series")
    };
    fails.store(true, Ordering::SeqCst);
    watched.served.expect_metric(&format!("gwr_upstream_host_healthy{{{labels}}}"), 0.0);
    assert!(counted("failed") >= 1.0);
    fails.store(false, Ordering::SeqCst);
    watched.served.expect_metric(&format!("gwr_upstream_host_healthy{{{labels}}}"), 1.0);
    assert!(counted("passed") >= 1.0);
}

fn lookups_of_names() {
    let upstream = Upstream::text("ok");
    let known = Arc::new(AtomicBool::new(false));
    let is_known = Arc::clone(&known);
    let lookup = Lookup::by(move |_| match is_known.load(Ordering::SeqCst) {
        true => Ok(vec![loopback().ip()]),
        false => Err(io::Error::other("no answer")),
    });
    let options = Options { lookup, ..Options::default() };
    let watched = Watched::start_with(&at("orders.test", upstream.address.port()).build(), options).asked("");
    let lookups = |result: &str| format!("gwr_dns_lookups_total{{name=\"orders.test\",result=\"{result}\"}}");
    let succeeded_at = "gwr_dns_last_success_timestamp_seconds{name=\"orders.test\"}";
    watched.served.expect_metric(&lookups("failed"), 1.0);
    watched.served.expect_metric(&lookups("ok"), 0.0);
    assert_eq!(watched.served.metric(succeeded_at), None);
    known.store(true, Ordering::SeqCst);
    assert_eq!(watched.get("").expect("an answer").status, 200);
    watched.served.expect_metric(&lookups("ok"), 1.0);
    let now = gwc_tests::net::now() as f64;
    let at = watched.served.metric(succeeded_at).expect("a time");
    assert!((now - at).abs() < 60.0, "{at}, and it is {now}");
}
