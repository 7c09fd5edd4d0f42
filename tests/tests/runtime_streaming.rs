//! Bodies pass as they come, in both directions, and an answer that breaks off is seen to break off.

use std::io::{Read, Write};
use std::path::Path;
use std::sync::{Mutex, mpsc};
use std::time::Duration;

use gwc_artifact::{Endpoint, Gateway, Stream, Timeouts};
use gwc_tests::net::{Child, End, GatewayBuilder, Served, Upstream, Wire, loopback};

/// What takes longer hangs.
const PATIENCE: Duration = Duration::from_secs(20);

fn one_endpoint(upstream: &Upstream, method: &str, change: impl FnOnce(&mut Endpoint)) -> Gateway {
    GatewayBuilder::new()
        .upstream("u", upstream.address)
        .route_with(&format!("{method} /"), "u", "/", change)
        .build()
}

const CHUNKED: &str =
    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";

/// The upstream sends an event only when the client has the one before.
#[test]
fn ten_events_arrive_one_by_one() {
    let (read, was_read) = mpsc::channel();
    let was_read = Mutex::new(was_read);
    let upstream = Upstream::start(move |connection| {
        if connection.head().is_none() {
            return;
        }
        connection.send(CHUNKED);
        for i in 0..10 {
            let event = format!("data: {i}\n\n");
            connection.send(&format!("{:x}\r\n{event}\r\n", event.len()));
            was_read.lock().unwrap().recv_timeout(PATIENCE).expect("the event is held back");
        }
        connection.send("0\r\n\r\n");
    });
    let served = Served::start(&one_endpoint(&upstream, "GET", |endpoint| endpoint.stream = Stream::Sse));
    let mut wire = Wire::connect(served.address);
    wire.send("GET / HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n\r\n");
    assert_eq!(wire.head().unwrap().0, 200);
    for i in 0..10 {
        assert_eq!(wire.chunk().unwrap(), format!("data: {i}\n\n").into_bytes());
        read.send(()).unwrap();
    }
    assert_eq!(wire.chunk().unwrap(), b"", "the stream ends as the upstream ended it");
}

#[test]
fn an_upstream_that_dies_gives_an_answer_that_is_cut() {
    let partial = [
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n6\r\nsec",
        "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nfirst",
    ];
    for answer in partial {
        let upstream = Upstream::start(move |connection| {
            if connection.head().is_some() {
                connection.send(answer);
                std::thread::sleep(Duration::from_millis(100));
            }
        });
        let served = Served::start(&one_endpoint(&upstream, "GET", |_| {}));
        let got = Wire::connect(served.address).get("/");
        assert_eq!((got.status, got.end), (200, End::Cut), "{answer:?}");
        assert!(got.text().starts_with("first"), "what came before passes: {answer:?}");
    }
}

#[test]
fn a_cut_is_seen_by_http_1_0_as_a_reset() {
    let upstream = Upstream::start(|connection| {
        if connection.head().is_some() {
            connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n");
            std::thread::sleep(Duration::from_millis(100));
        }
    });
    let served = Served::start(&one_endpoint(&upstream, "GET", |_| {}));
    let mut wire = Wire::connect(served.address);
    wire.send("GET / HTTP/1.0\r\nHost: x\r\n\r\n");
    assert_eq!(wire.head().unwrap().0, 200);
    let mut body = [0; 64];
    let ended = loop {
        match wire.read(&mut body) {
            Some(0) => break "closed as if whole",
            Some(_) => {}
            None => break "reset",
        }
    };
    assert_eq!(ended, "reset");
}

#[test]
fn each_timeout_is_its_own() {
    let limit = Some(Duration::from_millis(300));
    let silent = Upstream::start(|connection| {
        connection.head();
        std::thread::sleep(3 * PATIENCE);
    });
    let drips = Upstream::start(|connection| {
        connection.head();
        connection.send(CHUNKED);
        while connection.send_bytes(b"1\r\nx\r\n") {
            std::thread::sleep(Duration::from_millis(50));
        }
    });
    let stalls = Upstream::start(|connection| {
        connection.head();
        connection.send(&format!("{CHUNKED}1\r\nx\r\n"));
        std::thread::sleep(3 * PATIENCE);
    });
    let answer = |upstream: &Upstream, timeouts: Timeouts| {
        let served =
            Served::start(&one_endpoint(upstream, "GET", |endpoint| endpoint.timeouts = timeouts.into()));
        let answer = Wire::connect(served.address).get("/");
        (answer.status, answer.end)
    };
    assert_eq!(answer(&silent, Timeouts { first_byte: limit, ..Timeouts::default() }), (504, End::Whole));
    assert_eq!(answer(&silent, Timeouts { total: limit, ..Timeouts::default() }), (504, End::Whole));
    assert_eq!(answer(&stalls, Timeouts { idle: limit, ..Timeouts::default() }), (200, End::Cut));
    assert_eq!(answer(&drips, Timeouts { total: limit, ..Timeouts::default() }), (200, End::Cut));
    let none = Timeouts { idle: limit, first_byte: limit, ..Timeouts::default() };
    let served = Served::start(&one_endpoint(&drips, "GET", |endpoint| endpoint.timeouts = none.into()));
    let mut wire = Wire::connect(served.address);
    wire.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_eq!(wire.head().unwrap().0, 200);
    assert!((0..20).all(|_| wire.chunk().is_some()), "a stream that moves outlives idle and first byte");
}

#[test]
fn a_connection_that_is_not_accepted_is_504() {
    // A full backlog: the kernel leaves further connections without an answer.
    let listener = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None).unwrap();
    listener.bind(&loopback().into()).unwrap();
    listener.listen(0).unwrap();
    let address = listener.local_addr().unwrap().as_socket().unwrap();
    let _filling: Vec<_> = (0..4)
        .map(|_| {
            let socket = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None).unwrap();
            socket.set_nonblocking(true).unwrap();
            let _ = socket.connect(&address.into());
            socket
        })
        .collect();
    let gateway = GatewayBuilder::new()
        .upstream("u", address)
        .route_with("GET /", "u", "/", |endpoint| {
            endpoint.timeouts.connect = Some(Duration::from_millis(300))
        })
        .build();
    let served = Served::start(&gateway);
    let answer = Wire::connect(served.address).get("/");
    assert_eq!(
        (answer.status, answer.text().as_str()),
        (504, "504 the upstream did not accept a connection in time")
    );
}

#[test]
fn a_client_that_leaves_takes_its_request_with_it() {
    let (closed, was_closed) = mpsc::channel();
    let upstream = Upstream::start(move |connection| {
        if let Some(head) = connection.head() {
            if head.starts_with("GET") {
                connection.send(&format!("{CHUNKED}1\r\nx\r\n"));
            }
            closed.send(connection.closes_within(PATIENCE)).unwrap();
        }
    });
    let gateway = GatewayBuilder::new()
        .upstream("u", upstream.address)
        .route("GET /", "u", "/")
        .route("DELETE /", "u", "/")
        .build();
    let served = Served::start(&gateway);
    let mut streaming = Wire::connect(served.address);
    streaming.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    streaming.head().unwrap();
    streaming.chunk().unwrap();
    drop(streaming);
    let mut waiting = Wire::connect(served.address);
    waiting.send("DELETE / HTTP/1.1\r\nHost: x\r\n\r\n");
    std::thread::sleep(Duration::from_millis(200));
    drop(waiting);
    for _ in 0..2 {
        assert!(was_closed.recv_timeout(2 * PATIENCE).unwrap(), "the upstream is kept");
    }
}

#[test]
fn an_early_answer_reaches_the_client_and_its_connection_is_not_used_again() {
    for closes in [false, true] {
        let upstream = Upstream::start(move |connection| {
            while connection.head().is_some() {
                connection.send("HTTP/1.1 413 Content Too Large\r\nContent-Length: 3\r\n\r\nbig");
                if closes {
                    return;
                }
                std::thread::sleep(Duration::from_millis(500));
            }
        });
        let served = Served::start(&one_endpoint(&upstream, "POST", |_| {}));
        for round in 1..=3 {
            let mut wire = Wire::connect(served.address);
            wire.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10000000\r\n\r\n");
            wire.send(vec![b'a'; 100_000]);
            let answer = wire.answer().unwrap();
            assert_eq!((answer.status, answer.text().as_str()), (413, "big"), "closes: {closes}");
            assert_eq!(upstream.connections(), round);
        }
    }
}

#[test]
fn a_slow_reader_slows_the_upstream_down() {
    let (report, reported) = mpsc::channel();
    let upstream = Upstream::start(move |connection| {
        connection.head();
        connection.send(CHUNKED);
        let _ = connection.stream().set_write_timeout(Some(Duration::from_millis(500)));
        let chunk = [b"10000\r\n".as_slice(), &[b'x'; 0x10000], b"\r\n"].concat();
        let sent = (0..4096).take_while(|_| connection.send_bytes(&chunk)).count();
        report.send(sent).unwrap();
    });
    let served = Served::start(&one_endpoint(&upstream, "GET", |_| {}));
    let mut wire = Wire::connect(served.address);
    wire.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    wire.head().unwrap();
    let sent = reported.recv_timeout(Duration::from_secs(20)).unwrap();
    // The kernel's buffers of four sockets hold some MiB.
    assert!(sent < 512, "the gateway took {} KiB nobody read", sent * 64);
}

#[test]
fn a_client_that_reads_nothing_is_left() {
    let (report, reported) = mpsc::channel();
    let upstream = Upstream::start(move |connection| {
        connection.head();
        connection.send(CHUNKED);
        let chunk = [b"10000\r\n".as_slice(), &[b'x'; 0x10000], b"\r\n"].concat();
        while connection.send_bytes(&chunk) {}
        report.send(()).unwrap();
    });
    let options = gwc_runtime::Options {
        client_write_timeout: Duration::from_millis(300),
        ..gwc_runtime::Options::default()
    };
    let served = Served::start_with(&one_endpoint(&upstream, "GET", |_| {}), options);
    let mut wire = Wire::connect(served.address);
    wire.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    wire.head().unwrap();
    reported.recv_timeout(PATIENCE).expect("the upstream is let go");
}

#[test]
fn a_torrent_ends_in_time_too() {
    let upstream = Upstream::start(|connection| {
        connection.head();
        connection.send(CHUNKED);
        let chunk = [b"10000\r\n".as_slice(), &[b'x'; 0x10000], b"\r\n"].concat();
        while connection.send_bytes(&chunk) {}
    });
    let total = Some(Duration::from_millis(300));
    let served = Served::start(&one_endpoint(&upstream, "GET", |endpoint| endpoint.timeouts.total = total));
    let answer = Wire::connect(served.address).get("/");
    assert_eq!((answer.status, answer.end), (200, End::Cut));
}

/// Bytes of the large bodies: 1 GiB, or as many MiB as `GWC_LARGE_BODY_MIB` says.
fn large_body() -> u64 {
    let mib = std::env::var("GWC_LARGE_BODY_MIB").ok().and_then(|mib| mib.parse().ok());
    mib.unwrap_or(1024) * 1024 * 1024
}

/// What a body may add to the memory of the gateway.
const GROWTH: u64 = 16 * 1024 * 1024;
const PIECE: usize = 64 * 1024;

#[test]
#[allow(clippy::print_stdout, reason = "the figure is what the test is read for")]
fn large_bodies_pass_in_both_directions_in_little_memory() {
    let size = large_body();
    let (uploaded, was_uploaded) = mpsc::channel();
    let upstream = Upstream::start(move |connection| {
        while let Some(head) = connection.head() {
            if head.starts_with("POST") {
                let length = connection.skip_body(&head);
                uploaded.send(length).unwrap();
                connection.send("HTTP/1.1 204 No Content\r\n\r\n");
            } else {
                connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                let chunk = [format!("{PIECE:x}\r\n").as_bytes(), &[b'x'; PIECE], b"\r\n"].concat();
                for _ in 0..size / PIECE as u64 {
                    if !connection.send_bytes(&chunk) {
                        return;
                    }
                }
                connection.send("0\r\n\r\n");
            }
        }
    });
    let gateway = GatewayBuilder::new()
        .upstream("u", upstream.address)
        .route("GET /", "u", "/")
        .route("POST /", "u", "/")
        .build();
    let child = Child::start(Path::new(env!("CARGO_BIN_EXE_gwr-under-test")), &gateway, &["--workers", "1"]);
    let mut wire = Wire::connect(child.address);
    assert_eq!(wire.get("/nothing").status, 404);
    let before = child.memory();

    wire.send(format!("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: {size}\r\n\r\n"));
    let piece = vec![b'x'; PIECE];
    for _ in 0..size / PIECE as u64 {
        wire.stream().write_all(&piece).unwrap();
    }
    assert_eq!(wire.answer().unwrap().status, 204);
    assert_eq!(was_uploaded.recv().unwrap(), size);
    let after_upload = child.peak_memory();

    wire.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    assert_eq!(wire.head().unwrap().0, 200);
    let (mut downloaded, mut buffer) = (0, vec![0; 4 * PIECE]);
    while let Some(read @ 1..) = wire.read(&mut buffer) {
        downloaded += read as u64;
    }
    assert!(downloaded >= size, "{downloaded} of {size} bytes came");
    let after_download = child.peak_memory();
    let mib = |bytes: u64| bytes as f64 / 1024.0 / 1024.0;
    println!(
        "{} MiB each way; memory {:.1} MiB at rest, {:.1} at most after the upload, {:.1} after the download",
        size / 1024 / 1024,
        mib(before),
        mib(after_upload),
        mib(after_download),
    );
    assert!(after_download - before < GROWTH, "{} MiB more", mib(after_download - before));
}

#[test]
fn an_expectation_is_met_by_the_gateway() {
    let upstream = Upstream::text("ok");
    let served = Served::start(&one_endpoint(&upstream, "POST", |_| {}));
    let mut wire = Wire::connect(served.address);
    wire.send("POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
    let mut interim = [0; 25];
    wire.stream().read_exact(&mut interim).unwrap();
    assert_eq!(&interim, b"HTTP/1.1 100 Continue\r\n\r\n");
    wire.send("ab");
    assert_eq!(wire.answer().unwrap().status, 200);
    assert!(!upstream.heads()[0].to_lowercase().contains("expect"), "{}", upstream.heads()[0]);
}

/// Serves one stream of events with a heartbeat each second.
fn beating(upstream: &Upstream, change: impl FnOnce(&mut Endpoint)) -> Served {
    Served::start(&one_endpoint(upstream, "GET", |endpoint| {
        endpoint.stream = Stream::Sse;
        let beat = gwc_artifact::EndpointPolicy::Heartbeat(Duration::from_secs(1));
        endpoint.policies = vec![beat].into_iter().collect::<gwc_artifact::Set<_>>().into();
        change(endpoint);
    }))
}

#[test]
fn a_silent_stream_gets_comments_between_events_and_never_inside_one() {
    let upstream = Upstream::start(|connection| {
        if connection.head().is_none() {
            return;
        }
        connection.send(&format!("{CHUNKED}8\r\ndata: 1\n\r\n"));
        // Longer than the interval, in the middle of an event.
        std::thread::sleep(Duration::from_millis(1500));
        connection.send("1\r\n\n\r\n");
        std::thread::sleep(Duration::from_millis(1500));
        connection.send("9\r\ndata: 2\n\n\r\n0\r\n\r\n");
    });
    let served = beating(&upstream, |_| {});
    let answer = Wire::connect(served.address).get("/");
    assert_eq!((answer.status, answer.end), (200, End::Whole));
    assert_eq!(answer.text(), "data: 1\n\n:\n\ndata: 2\n\n");
}

#[test]
fn a_heartbeat_does_not_keep_a_dead_upstream_alive() {
    let upstream = Upstream::start(|connection| {
        connection.head();
        connection.send(CHUNKED);
        connection.closes_within(3 * PATIENCE);
    });
    let served = beating(&upstream, |endpoint| endpoint.timeouts.idle = Some(Duration::from_millis(2500)));
    let answer = Wire::connect(served.address).get("/");
    assert_eq!((answer.status, answer.end), (200, End::Cut));
    assert_eq!(answer.text(), ":\n\n:\n\n", "before the first event, and until the idle timeout");
}

#[test]
fn what_a_comment_would_break_gets_none() {
    for headers in [
        "Content-Type: text/event-stream\r\nContent-Length: 9\r\n",
        "Content-Type: text/event-stream\r\nContent-Encoding: gzip\r\n",
        "Content-Type: application/json\r\n",
    ] {
        let upstream = Upstream::start(move |connection| {
            connection.head();
            let close = if headers.contains("Length") { "" } else { "Connection: close\r\n" };
            connection.send(&format!("HTTP/1.1 200 OK\r\n{headers}{close}\r\n"));
            std::thread::sleep(Duration::from_millis(1500));
            connection.send("data: 1\n\n");
        });
        let served = beating(&upstream, |_| {});
        assert_eq!(Wire::connect(served.address).get("/").text(), "data: 1\n\n", "{headers}");
    }
}

#[test]
fn an_expectation_that_a_policy_refuses_is_never_met() {
    let upstream = Upstream::text("ok");
    let address = gwc_artifact::Network::parse("198.51.100.0/24").unwrap();
    let one = gwc_artifact::Limit {
        rate: gwc_artifact::Rate { count: 1, period: Duration::from_secs(3600) },
        burst: 1,
        window: gwc_artifact::Window::Bucket,
    };
    let gateway = GatewayBuilder::new()
        .upstream("u", upstream.address)
        .route_with("POST /scarce", "u", "/", |endpoint| {
            endpoint.rate_limit = gwc_artifact::RateLimit { total: Some(one), per_client: None }.into();
        })
        .route_with("POST /elsewhere", "u", "/", |endpoint| {
            let rule =
                gwc_artifact::AddressRule { allow: vec![address].into(), deny: gwc_artifact::Set::default() };
            endpoint.ip = vec![rule].into_iter().collect::<gwc_artifact::Set<_>>().into();
        })
        .build();
    let served = Served::start(&gateway);
    let first = |path: &str| {
        let mut wire = Wire::connect(served.address);
        wire.send(format!(
            "POST {path} HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"
        ));
        let mut line = [0; 12];
        wire.stream().read_exact(&mut line).unwrap();
        String::from_utf8(line.to_vec()).unwrap()
    };
    assert_eq!(first("/scarce"), "HTTP/1.1 100");
    assert_eq!(first("/scarce"), "HTTP/1.1 429");
    assert_eq!(first("/elsewhere"), "HTTP/1.1 403");
    assert_eq!(first("/none"), "HTTP/1.1 404");
}
