//! Each request that passes reaches the upstream with exactly one framing, and what is slow is cut off. Requests that two
//! readers could take for different ones are in `tests/hostile/`.

use std::time::Duration;

use gwc_tests::net::{GatewayBuilder, Served, Upstream, Wire, try_exchange};

fn served(upstream: &Upstream) -> Served {
    let gateway = GatewayBuilder::new()
        .upstream("u", upstream.address)
        .route("GET /*", "u", "/*")
        .route("GET /", "u", "/")
        .route("POST /", "u", "/")
        .build();
    Served::start(&gateway)
}

/// A request that asks to be read as two.
const SMUGGLED: &str = "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n";

#[test]
fn plain_spellings_pass_with_one_canonical_framing() {
    let upstream = Upstream::text("ok");
    let served = served(&upstream);
    let cases = [
        ("POST / HTTP/1.1\r\nHost: x\r\ncontent-LENGTH:   2  \r\n\r\nab", Some("content-length: 2")),
        (
            "POST / HTTP/1.1\r\nHost: x\r\nTransfer-encoding: Chunked\r\n\r\n2;a=b\r\nab\r\n0\r\n\r\n",
            Some("transfer-encoding: chunked"),
        ),
        ("POST / HTTP/1.0\r\nHost: x\r\nContent-Length: 2\r\n\r\nab", Some("content-length: 2")),
        ("GET http://x/ HTTP/1.1\r\nHost: X\r\n\r\n", None),
        ("GET / HTTP/1.0\r\n\r\n", None),
        ("\r\nGET / HTTP/1.1\r\nHost: x:80\r\n\r\n", None),
    ];
    for (bytes, framing) in cases {
        let answer = try_exchange(served.address, bytes).unwrap();
        assert_eq!((answer.status, answer.text().as_str()), (200, "ok"), "{bytes:?}");
        let head = upstream.heads().pop().unwrap();
        let headers: Vec<&str> = head
            .lines()
            .filter(|line| line.starts_with("content-length") || line.starts_with("transfer-encoding"))
            .collect();
        assert_eq!(headers, framing.into_iter().collect::<Vec<_>>(), "{bytes:?}");
    }
}

#[test]
fn pipelined_requests_are_answered_in_order() {
    let upstream = Upstream::start(|connection| {
        while let Some(head) = connection.head() {
            let path = head.split(' ').nth(1).unwrap().to_owned();
            connection.send(&format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{path}", path.len()));
        }
    });
    let served = served(&upstream);
    let mut wire = Wire::connect(served.address);
    wire.send((0..20).map(|i| format!("GET /{i} HTTP/1.1\r\nHost: x\r\n\r\n")).collect::<String>());
    for i in 0..20 {
        assert_eq!(wire.answer().unwrap().text(), format!("/{i}"));
    }
}

#[test]
fn what_follows_an_upgrade_that_was_not_taken_is_not_a_request() {
    let upstream = Upstream::text("ok");
    let served = served(&upstream);
    let mut wire = Wire::connect(served.address);
    wire.send(format!(
        "GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n{SMUGGLED}"
    ));
    let answer = wire.answer().unwrap();
    assert_eq!((answer.status, answer.header("connection")), (200, Some("close")));
    assert_eq!(wire.rest(), b"");
    assert!(!upstream.heads().iter().any(|head| head.contains("smuggled")));
}

#[test]
fn a_slow_head_is_cut_off_and_a_slow_body_too() {
    let upstream = Upstream::text("ok");
    let gateway = GatewayBuilder::new()
        .upstream("u", upstream.address)
        .route_with("POST /", "u", "/", |endpoint| endpoint.timeouts.idle = Some(Duration::from_millis(300)))
        .build();
    let options =
        gwc_runtime::Options { head_timeout: Duration::from_millis(300), ..gwc_runtime::Options::default() };
    let served = Served::start_with(&gateway, options);
    let mut slow_head = Wire::connect(served.address);
    slow_head.send("POST / HTTP/1.1\r\nHos");
    let mut first_bytes = Wire::connect(served.address);
    first_bytes.send("PRI * HT");
    let mut trickle = Wire::connect(served.address);
    trickle.send("POST / HTTP/1.1\r\nHost: x\r\n");
    for _ in 0..10 {
        trickle.send("A: b\r\n");
        std::thread::sleep(Duration::from_millis(50));
    }
    for wire in [&mut slow_head, &mut first_bytes, &mut trickle] {
        assert!(wire.closes_within(Duration::from_secs(20)));
    }
    let mut slow_body = Wire::connect(served.address);
    slow_body.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc");
    let answer = slow_body.answer().unwrap();
    assert_eq!((answer.status, answer.text().as_str()), (408, "408 the request body arrived too slowly"));
}

#[test]
fn answers_that_are_not_http_are_502_and_their_connections_dropped() {
    let bad = [
        "HTTP/1.1 200 OK\r\nA: b\0c\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\nContent-Length: +2\r\n\r\nab",
        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
        "garbage\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
        "",
    ];
    for answer in bad {
        let upstream = Upstream::start(move |connection| {
            if connection.head().is_some() {
                connection.send(answer);
            }
        });
        let served = served(&upstream);
        let mut wire = Wire::connect(served.address);
        for round in 1..=2 {
            let got = wire.get("/");
            assert_eq!(got.status, 502, "{answer:?}");
            assert_eq!(upstream.connections(), round, "{answer:?}: a connection of its own each time");
        }
    }
    let many: String = (0..200).map(|i| format!("A{i}: b\r\n")).collect();
    let upstream = Upstream::start(move |connection| {
        while connection.head().is_some() {
            connection.send(&format!("HTTP/1.1 200 OK\r\n{many}Content-Length: 0\r\n\r\n"));
        }
    });
    assert_eq!(Wire::connect(served(&upstream).address).get("/").status, 502);
}
