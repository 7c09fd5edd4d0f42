//! Upstreams that refuse, break off, hang, or send something else than a response.

use std::time::Duration;

use gwc_artifact::Gateway;
use gwc_tests::net::{End, Received, Upstream};

use super::{HEAD, Logged, PATIENCE, gateway, reasons};

/// A fault of an upstream.
struct Fault {
    name: &'static str,
    upstream: fn(&mut Received),
    status: u16,
    end: End,
    /// In the log and the metric; nothing if the request succeeds.
    reason: Option<&'static str>,
    outcome: &'static str,
}

const FAULTS: &[Fault] = &[
    Fault {
        name: "closes without a response",
        upstream: |connection| drop(connection.head()),
        status: 502,
        end: End::Whole,
        reason: Some("upstream_reset"),
        outcome: "upstream_failed",
    },
    Fault {
        name: "resets the connection",
        upstream: |connection| {
            connection.head();
            socket2::SockRef::from(connection.stream()).set_linger(Some(Duration::ZERO)).unwrap();
        },
        status: 502,
        end: End::Whole,
        reason: Some("upstream_reset"),
        outcome: "upstream_failed",
    },
    Fault {
        name: "stalls before the headers",
        upstream: |connection| {
            connection.head();
            connection.closes_within(3 * PATIENCE);
        },
        status: 504,
        end: End::Whole,
        reason: Some("first_byte_timeout"),
        outcome: "upstream_failed",
    },
    Fault {
        name: "stalls inside the headers",
        upstream: |connection| {
            connection.head();
            connection.send("HTTP/1.1 200 OK\r\nContent-Le");
            connection.closes_within(3 * PATIENCE);
        },
        status: 504,
        end: End::Whole,
        reason: Some("first_byte_timeout"),
        outcome: "upstream_failed",
    },
    Fault {
        name: "stalls inside the body",
        upstream: |connection| {
            connection.head();
            connection.send(&format!("{HEAD}12345"));
            connection.closes_within(3 * PATIENCE);
        },
        status: 200,
        end: End::Cut,
        reason: Some("response_timeout"),
        outcome: "cut",
    },
    Fault {
        name: "sends garbage",
        upstream: |connection| {
            connection.head();
            connection.send("SSH-2.0-OpenSSH_9.9\r\n");
            connection.closes_within(3 * PATIENCE);
        },
        status: 502,
        end: End::Whole,
        reason: Some("upstream_invalid_response"),
        outcome: "upstream_failed",
    },
    Fault {
        name: "sends less than it states",
        upstream: |connection| {
            connection.head();
            connection.send(&format!("{HEAD}12345"));
        },
        status: 200,
        end: End::Cut,
        reason: Some("upstream_cut"),
        outcome: "cut",
    },
    Fault {
        name: "sends more than it states",
        upstream: |connection| {
            connection.head();
            connection.send(&format!("{HEAD}1234567890HTTP/1.1 200 OK\r\n\r\n"));
            connection.closes_within(3 * PATIENCE);
        },
        status: 200,
        end: End::Whole,
        reason: None,
        outcome: "complete",
    },
    Fault {
        name: "sends two lengths",
        upstream: |connection| {
            connection.head();
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd");
        },
        status: 502,
        end: End::Whole,
        reason: Some("upstream_invalid_response"),
        outcome: "upstream_failed",
    },
    Fault {
        name: "sends chunks that are none",
        upstream: |connection| {
            connection.head();
            connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nzz\r\n");
            connection.closes_within(3 * PATIENCE);
        },
        status: 200,
        end: End::Cut,
        reason: Some("upstream_cut"),
        outcome: "cut",
    },
];

/// Sends one request and holds what comes to what is expected.
fn check(name: &str, gateway: &Gateway, expected: (u16, End), reason: Option<&str>, outcome: &str) {
    let logged = Logged::start(gateway);
    let answer = logged.connect().get("/");
    assert_eq!((answer.status, answer.end), expected, "{name}: {}", answer.text());
    logged.expect_requests(&format!("{}xx", expected.0 / 100), outcome, 1.0);
    if let Some(reason) = reason {
        logged.expect_failures(reason, 1.0);
    }
    logged.served.expect_metric("gwr_requests_in_flight", 0.0);
    let lines = logged.lines();
    assert_eq!(reasons(&lines), [(u64::from(expected.0), reason)], "{name}: {lines:?}");
}

#[test]
fn faults_of_upstreams_have_a_status_a_reason_and_a_metric() {
    for fault in FAULTS {
        let upstream = Upstream::start(fault.upstream);
        check(fault.name, &gateway(upstream.address), (fault.status, fault.end), fault.reason, fault.outcome);
    }
}

#[test]
fn an_upstream_that_refuses_or_is_not_found_is_told_apart() {
    let refusing = gateway("127.0.0.1:1".parse().unwrap());
    check("refused", &refusing, (502, End::Whole), Some("upstream_refused"), "upstream_failed");
    let mut unknown = gateway("127.0.0.1:1".parse().unwrap());
    // RFC 6761: no resolver knows the name.
    unknown.upstreams[0].hosts[0].host = "upstream.invalid".to_owned();
    unknown.endpoints[0].timeouts.connect = Some(PATIENCE);
    check("unknown name", &unknown, (502, End::Whole), Some("upstream_name_unknown"), "upstream_failed");
}

#[test]
fn a_connection_that_closes_under_a_request_costs_none() {
    const OK: &str = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    // One response for each connection, which was to stay open: it closes at once, or when the next request is there.
    let closing: [fn(&mut Received); 2] = [
        |connection| {
            connection.head();
            connection.send(OK);
        },
        |connection| {
            connection.head();
            connection.send(OK);
            connection.head();
        },
    ];
    for (closes_under_request, serve) in closing.into_iter().enumerate() {
        let upstream = Upstream::start(serve);
        let logged = Logged::start(&gateway(upstream.address));
        let mut wire = logged.connect();
        for _ in 0..20 {
            assert_eq!(wire.get("/").status, 200);
        }
        logged.expect_requests("2xx", "complete", 20.0);
        let of_host = |name: &str, labels: &str| format!("{name}{{host=\"{}\"{labels}}}", upstream.address);
        let opened = of_host("gwr_upstream_connects_total", ",result=\"ok\"");
        logged.served.expect_metric(&opened, 20.0);
        if closes_under_request == 1 {
            logged.served.expect_metric(&of_host("gwr_upstream_stale_connections_total", ""), 19.0);
        }
        drop(wire);
        assert_eq!(reasons(&logged.lines()), [(200, None); 20]);
    }
}
