//! Clients that dawdle, vanish, or send something else than a request.

use std::sync::mpsc::channel;
use std::time::Duration;

use gwc_artifact::Gateway;
use gwc_runtime::Options;
use gwc_tests::net::{GatewayBuilder, Upstream};

use super::{Logged, PATIENCE, SHORT, gateway, reasons};

/// Options that leave a client little time for each step.
fn impatient() -> Options {
    Options {
        head_timeout: SHORT,
        client_body_timeout: SHORT,
        client_write_timeout: SHORT,
        ..Options::default()
    }
}

/// Sends small pieces until the gateway takes no more.
fn endless() -> Upstream {
    Upstream::start(|connection| {
        connection.head();
        connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        while connection.send_bytes(b"1\r\nx\r\n") {
            std::thread::sleep(Duration::from_millis(20));
        }
    })
}

/// `POST /`, which waits for a body.
fn with_body(upstream: &Upstream) -> Gateway {
    GatewayBuilder::new().upstream("u", upstream.address).route("POST /", "u", "/").build()
}

#[test]
fn a_head_that_does_not_end_closes_the_connection() {
    let upstream = Upstream::text("ok");
    let logged = Logged::start_with(&gateway(upstream.address), impatient());
    let slow = "gwr_client_connection_failures_total{reason=\"request_head_timeout\"}";
    // The second is also the begin of what a client of HTTP/2 sends first.
    for (at, begin) in ["GET / HTTP/1.1\r\nHos", "P", "POST / HTTP/1.1\r\n"].iter().enumerate() {
        let mut wire = logged.connect();
        wire.send(begin);
        assert!(wire.closes_within(PATIENCE), "{begin}");
        logged.served.expect_metric(slow, at as f64 + 1.0);
    }
    // After a request too, and a byte now and then is no progress.
    let mut wire = logged.connect();
    assert_eq!(wire.get("/").status, 200);
    wire.send("GET / HTTP/1.1\r\nX: ");
    let is_closed = (0..1000).any(|_| {
        wire.send("x");
        wire.closes_within(SHORT / 10)
    });
    assert!(is_closed);
    logged.served.expect_metric(slow, 4.0);
    logged.served.expect_metric("gwr_client_connections", 0.0);
    logged.served.expect_metric("gwr_unreadable_requests_total", 0.0);
    let lines = logged.lines();
    let dawdled = (408, Some("request_head_timeout"));
    assert_eq!(reasons(&lines), [dawdled, dawdled, dawdled, (200, None), dawdled]);
    assert!(lines.iter().filter(|line| line["status"] == 408).all(|line| line["blame"] == "client"));
}

#[test]
fn a_body_that_pauses_is_408() {
    let upstream = Upstream::start(|connection| {
        if let Some(head) = connection.head() {
            connection.skip_body(&head);
        }
    });
    let logged = Logged::start_with(&with_body(&upstream), impatient());
    let mut wire = logged.connect();
    wire.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n12345");
    let answer = wire.answer().expect("an answer");
    assert_eq!((answer.status, answer.text().as_str()), (408, "408 the request body arrived too slowly"));
    let series = "gwr_request_failures_total{endpoint=\"POST /\",reason=\"client_too_slow\"}";
    logged.served.expect_metric(series, 1.0);
    let lines = logged.lines();
    assert_eq!(reasons(&lines), [(408, Some("client_too_slow"))]);
    assert_eq!((&lines[0]["blame"], &lines[0]["bytes_in"]), (&"client".into(), &5.into()));
}

#[test]
fn a_client_that_vanishes_mid_stream_ends_the_request_of_the_upstream() {
    let upstream = endless();
    let logged = Logged::start(&gateway(upstream.address));
    let mut wire = logged.connect();
    wire.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_eq!(wire.head().unwrap().0, 200);
    assert!(wire.chunk().is_some());
    drop(wire);
    logged.expect_failures("client_gone", 1.0);
    logged.expect_requests("2xx", "client_gone", 1.0);
    logged.served.expect_metric("gwr_open_streams{kind=\"response\"}", 0.0);
    let host = upstream.address;
    for state in ["busy", "idle"] {
        let series = format!("gwr_upstream_connections{{host=\"{host}\",state=\"{state}\"}}");
        logged.served.expect_metric(&series, 0.0);
    }
    assert_eq!(reasons(&logged.lines()), [(200, Some("client_gone"))]);
}

#[test]
fn a_client_that_vanishes_before_the_response_is_499() {
    let (arrived, arrives) = channel();
    let upstream = Upstream::start(move |connection| {
        connection.head();
        let _ = arrived.send(());
        assert!(connection.closes_within(3 * PATIENCE), "it is given up");
        let _ = arrived.send(());
    });
    let mut model = gateway(upstream.address);
    model.endpoints[0].timeouts.first_byte = None;
    let logged = Logged::start(&model);
    let mut wire = logged.connect();
    wire.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    arrives.recv_timeout(PATIENCE).expect("the request is at the upstream");
    drop(wire);
    logged.expect_failures("client_gone", 1.0);
    logged.expect_requests("4xx", "client_gone", 1.0);
    arrives.recv_timeout(PATIENCE).expect("the upstream is let go");
    assert_eq!(reasons(&logged.lines()), [(499, Some("client_gone"))]);
}

#[test]
fn a_client_that_takes_nothing_is_left() {
    let upstream = Upstream::start(|connection| {
        connection.head();
        connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        let chunk = [b"10000\r\n".as_slice(), &[b'x'; 0x10000], b"\r\n"].concat();
        while connection.send_bytes(&chunk) {}
    });
    let logged = Logged::start_with(&gateway(upstream.address), impatient());
    let mut wire = logged.connect();
    wire.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_eq!(wire.head().unwrap().0, 200);
    logged.expect_failures("client_gone", 1.0);
    logged.served.expect_metric("gwr_client_connections", 0.0);
    let slow = "gwr_client_connection_failures_total{reason=\"request_head_timeout\"}";
    logged.served.expect_metric(slow, 0.0);
    assert_eq!(reasons(&logged.lines()), [(200, Some("client_gone"))]);
}

#[test]
fn what_is_no_request_is_400() {
    let upstream = Upstream::text("ok");
    let logged = Logged::start(&gateway(upstream.address));
    let mut garbage = logged.connect();
    garbage.send("\x16\x03\x01 no request at all\r\n\r\n");
    assert_eq!(garbage.answer().map(|answer| answer.status), Some(400));
    logged.served.expect_metric("gwr_unreadable_requests_total", 1.0);
    assert_eq!(reasons(&logged.lines()), [(400, Some("unreadable_request"))]);
}
