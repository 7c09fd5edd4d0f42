//! What goes wrong, each with the status, the reason in the log and the metric that an operator sees.

use std::io::Write;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use gwc_artifact::{Gateway, Timeouts};
use gwc_runtime::{AccessLog, AdminAddress, Options};
use gwc_tests::net::{Child, End, GatewayBuilder, Received, Served, Upstream, Wire, loopback};
use serde_json::Value;

/// What takes longer hangs.
const PATIENCE: Duration = Duration::from_secs(20);

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

const HEAD: &str = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n";

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

fn gateway(address: SocketAddr) -> Gateway {
    let short = Some(Duration::from_millis(300));
    GatewayBuilder::new()
        .upstream("u", address)
        .route_with("GET /", "u", "/", |endpoint| {
            endpoint.timeouts =
                Timeouts { connect: short, first_byte: short, idle: short, total: None }.into();
        })
        .build()
}

fn options(log: &Path) -> Options {
    let (admin, access_log) = (AdminAddress::At(loopback()), AccessLog::File(log.to_owned()));
    Options { admin, access_log, head_timeout: Duration::from_millis(300), ..Options::default() }
}

/// The lines of the log, once the gateway has ended.
fn lines(served: Served, log: &Path) -> Vec<Value> {
    served.handle.drain();
    served.join();
    let text = std::fs::read_to_string(log).unwrap();
    text.lines().map(|line| serde_json::from_str(line).expect(line)).collect()
}

/// Sends one request and holds what comes to what is expected.
fn check(name: &str, gateway: &Gateway, expected: (u16, End), reason: Option<&str>, outcome: &str) {
    let place = tempfile::tempdir().unwrap();
    let log = place.path().join("access.log");
    let served = Served::start_with(gateway, options(&log));
    let answer = Wire::connect(served.address).get("/");
    assert_eq!((answer.status, answer.end), expected, "{name}: {}", answer.text());
    let class = expected.0 / 100;
    let series = format!(
        "gwr_requests_total{{endpoint=\"GET /\",method=\"GET\",status=\"{class}xx\",outcome=\"{outcome}\"}}"
    );
    served.expect_metric(&series, 1.0);
    let failure = |reason| format!("gwr_request_failures_total{{endpoint=\"GET /\",reason=\"{reason}\"}}");
    if let Some(reason) = reason {
        served.expect_metric(&failure(reason), 1.0);
    }
    served.expect_metric("gwr_requests_in_flight", 0.0);
    let lines = lines(served, &log);
    let [line] = lines.as_slice() else { panic!("{name}: {lines:?}") };
    assert_eq!(line["reason"].as_str(), reason, "{name}: {line}");
    assert_eq!(line["status"], expected.0, "{name}: {line}");
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
    let upstream = Upstream::start(|connection| {
        // One response for each connection, which then closes although it was to stay open.
        connection.head();
        connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    });
    let served = Served::with_admin(&gateway(upstream.address));
    let mut wire = Wire::connect(served.address);
    for _ in 0..20 {
        assert_eq!(wire.get("/").status, 200);
    }
    let complete =
        "gwr_requests_total{endpoint=\"GET /\",method=\"GET\",status=\"2xx\",outcome=\"complete\"}";
    served.expect_metric(complete, 20.0);
}

#[test]
fn clients_that_dawdle_or_vanish_are_seen() {
    let place = tempfile::tempdir().unwrap();
    let log = place.path().join("access.log");
    let upstream = Upstream::start(|connection| {
        connection.head();
        connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        while connection.send_bytes(b"1\r\nx\r\n") {
            std::thread::sleep(Duration::from_millis(20));
        }
    });
    let served = Served::start_with(&gateway(upstream.address), options(&log));
    let mut slow = Wire::connect(served.address);
    slow.send("GET / HTTP/1.1\r\nHos");
    assert!(slow.closes_within(PATIENCE), "a head that does not end closes the connection");
    let mut vanishing = Wire::connect(served.address);
    vanishing.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_eq!(vanishing.head().unwrap().0, 200);
    assert!(vanishing.chunk().is_some());
    drop(vanishing);
    served.expect_metric("gwr_request_failures_total{endpoint=\"GET /\",reason=\"client_gone\"}", 1.0);
    served.expect_metric("gwr_open_streams{kind=\"response\"}", 0.0);
    let host = upstream.address;
    served.expect_metric(&format!("gwr_upstream_connections{{host=\"{host}\",state=\"busy\"}}"), 0.0);
    let mut garbage = Wire::connect(served.address);
    garbage.send("\x16\x03\x01 no request at all\r\n\r\n");
    assert_eq!(garbage.answer().map(|answer| answer.status), Some(400));
    served.expect_metric("gwr_unreadable_requests_total", 1.0);
    let lines = lines(served, &log);
    let reasons: Vec<&str> = lines.iter().filter_map(|line| line["reason"].as_str()).collect();
    assert_eq!(reasons, ["client_gone", "unreadable_request"]);
}

#[test]
fn mixed_faults_leak_nothing() {
    const ROUNDS: usize = 150;
    let upstream = Upstream::start(|connection| {
        while let Some(head) = connection.head() {
            match head.split(' ').nth(1).unwrap_or_default() {
                "/good" => connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"),
                "/garbage" => connection.send("\0\0\0\r\n\r\n"),
                "/short" => connection.send(&format!("{HEAD}1")),
                _ => {}
            }
            if !head.contains("/good") {
                return;
            }
        }
    });
    let mut builder = GatewayBuilder::new().upstream("u", upstream.address);
    for path in ["/good", "/garbage", "/short", "/closed"] {
        builder = builder.route(&format!("GET {path}"), "u", path);
    }
    let gwr = Path::new(env!("CARGO_BIN_EXE_gwr-under-test"));
    let child = Child::start(gwr, &builder.build(), &["--workers", "2", "--admin", "127.0.0.1:0"]);
    let metric = |name: &str| -> f64 {
        let text = Wire::connect(child.admin.unwrap()).get("/metrics").text();
        let found = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        found.expect("the metric").parse().unwrap()
    };
    let round = || {
        for (path, status) in [("/good", 200), ("/garbage", 502), ("/short", 200), ("/closed", 502)] {
            assert_eq!(Wire::connect(child.address).get(path).status, status, "{path}");
        }
        // Two that leave before they are answered.
        Wire::connect(child.address).send("GET /good HTTP/1.1\r\nHost: x\r\n\r\n");
        let _ = Wire::connect(child.address).stream().write_all(b"GET /go");
    };
    (0..20).for_each(|_| round());
    let (memory, open) = (child.memory(), metric("gwr_process_open_fds"));
    (0..ROUNDS).for_each(|_| round());
    let end = std::time::Instant::now() + PATIENCE;
    while metric("gwr_requests_in_flight") > 0.0 || metric("gwr_process_open_fds") > open + 4.0 {
        assert!(std::time::Instant::now() < end, "{} descriptors of {open}", metric("gwr_process_open_fds"));
        std::thread::sleep(Duration::from_millis(50));
    }
    let grown = child.memory().saturating_sub(memory);
    assert!(grown < 6 * 1024 * 1024, "{} KiB more after {ROUNDS} rounds", grown / 1024);
}

/// The process may open so many files and no more.
fn limit_descriptors(child: &Child, limit: usize) {
    let limited = Command::new("prlimit")
        .args([format!("--pid={}", child.id()), format!("--nofile={limit}:1024")])
        .status();
    assert!(limited.expect("prlimit runs").success());
}

/// The number that the next file would have.
fn next_descriptor(child: &Child) -> usize {
    let open = std::fs::read_dir(format!("/proc/{}/fd", child.id())).unwrap();
    let open: Vec<usize> =
        open.map(|file| file.unwrap().file_name().to_str().unwrap().parse().unwrap()).collect();
    (0..).find(|number| !open.contains(number)).unwrap()
}

/// Neither the upstream nor its breaker is blamed for what the system refuses.
#[test]
fn without_a_free_descriptor_the_gateway_is_blamed_and_recovers() {
    let upstream = Upstream::text("ok");
    let breaker = |gateway: &mut Gateway| {
        let rules = gwc_artifact::Breaker {
            errors: 1,
            within: Some(Duration::from_secs(60)),
            open: Duration::from_secs(60),
            count: vec![gwc_artifact::Failure::Reset].into(),
        };
        let options = gwc_artifact::UpstreamOptions { breaker: Some(rules), ..Default::default() };
        gateway.upstreams[0].options = options.into();
    };
    let gateway =
        GatewayBuilder::new().upstream("u", upstream.address).route("GET /", "u", "/").with(breaker).build();
    let place = tempfile::tempdir().unwrap();
    let log = place.path().join("access.log");
    let gwr = Path::new(env!("CARGO_BIN_EXE_gwr-under-test"));
    let options = ["--workers", "1", "--admin", "127.0.0.1:0", "--access-log", log.to_str().unwrap()];
    let mut child = Child::start(gwr, &gateway, &options);
    // Accepted, and nothing more can be opened.
    let mut wire = Wire::connect(child.address);
    assert_eq!(wire.get("/none").status, 404);
    let mut admin = Wire::connect(child.admin.unwrap());
    assert_eq!(admin.get("/readyz").status, 200);
    limit_descriptors(&child, next_descriptor(&child));
    let answer = wire.get("/");
    assert_eq!((answer.status, answer.text().as_str()), (503, "503 too many open connections"));
    let mut waiting = Wire::connect(child.address);
    waiting.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    let mut metric = |name: &str| -> f64 {
        let text = admin.get("/metrics").text();
        let found = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        found.map_or(0.0, |value| value.parse().unwrap())
    };
    let end = std::time::Instant::now() + PATIENCE;
    while metric("gwr_accept_failures_total") < 2.0 {
        assert!(std::time::Instant::now() < end, "no attempt to accept it is counted");
        std::thread::sleep(Duration::from_millis(10));
    }
    let failures = "gwr_request_failures_total{endpoint=\"GET /\",reason=\"descriptors_exhausted\"}";
    assert_eq!(metric(failures), 1.0);
    limit_descriptors(&child, 1024);
    assert_eq!(waiting.answer().map(|answer| answer.status), Some(200), "the breaker is closed");
    assert_eq!(wire.get("/").status, 200);
    child.signal("TERM");
    assert!(child.wait(PATIENCE).is_some_and(|status| status.success()));
    let text = std::fs::read_to_string(&log).unwrap();
    assert!(text.contains("\"reason\":\"descriptors_exhausted\""), "{text}");
}

/// A gateway whose idle connections are counted.
struct Idlers {
    child: Child,
    _upstream: Upstream,
    before: u64,
}

impl Idlers {
    fn start() -> Idlers {
        let upstream = Upstream::text("ok");
        let gateway = GatewayBuilder::new().upstream("u", upstream.address).route("GET /", "u", "/").build();
        let gwr = Path::new(env!("CARGO_BIN_EXE_gwr-under-test"));
        let child = Child::start(gwr, &gateway, &["--workers", "2"]);
        assert_eq!(Wire::connect(child.address).get("/").status, 200);
        let before = child.memory();
        Idlers { child, _upstream: upstream, before }
    }

    /// What each of so many connections costs, in bytes.
    #[allow(clippy::print_stdout, reason = "the figures are what the tests are read for")]
    fn each(&self, count: usize, what: &str) -> u64 {
        let each = self.child.memory().saturating_sub(self.before) / count as u64;
        println!("{count} connections {what}: {each} bytes each");
        each
    }

    fn still_serves(&self) {
        assert_eq!(Wire::connect(self.child.address).get("/").status, 200);
    }
}

/// The most that an idle connection may cost, in bytes.
const IDLE_CONNECTION: u64 = 10 * 1024;

/// As many connections as the system lets this process open, at most 10,000.
#[test]
fn ten_thousand_idle_connections_are_held_and_others_served() {
    let idlers = Idlers::start();
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap();
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files")).unwrap();
    let most: usize = line.split_whitespace().next().unwrap().parse().unwrap_or(1024);
    let count = most.saturating_sub(200).min(10_000);
    let idle: Vec<Wire> = (0..count).map(|_| Wire::connect(idlers.child.address)).collect();
    idlers.still_serves();
    assert!(idlers.each(count, "without a request") < IDLE_CONNECTION);
    drop(idle);
    idlers.still_serves();
}

/// What a request needed is given back when its connection has been idle for a while.
#[test]
fn connections_that_had_a_request_come_to_rest() {
    const COUNT: usize = 2000;
    let idlers = Idlers::start();
    let mut idle: Vec<Wire> = (0..COUNT).map(|_| Wire::connect(idlers.child.address)).collect();
    for wire in &mut idle {
        assert_eq!(wire.get("/").status, 200);
    }
    // They come to rest one after the other; the allocator gives pages back while it is used.
    let end = std::time::Instant::now() + 2 * PATIENCE;
    while idlers.each(COUNT, "after a request") >= IDLE_CONNECTION {
        assert!(std::time::Instant::now() < end, "they keep too much");
        idlers.still_serves();
        std::thread::sleep(Duration::from_millis(200));
    }
    // They are connections like before.
    for wire in &mut idle {
        assert_eq!(wire.get("/").status, 200);
    }
}
