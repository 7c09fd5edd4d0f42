//! Requests that two readers could take for different ones are refused, and each that passes reaches the upstream with
//! exactly one framing.

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
fn ambiguous_requests_are_refused() {
    let upstream = Upstream::text("ok");
    let served = served(&upstream);
    let get = |rest: &str| format!("GET / HTTP/1.1\r\n{rest}\r\n");
    let post =
        |headers: &str, body: &str| format!("POST / HTTP/1.1\r\nHost: x\r\n{headers}\r\n{body}{SMUGGLED}");
    let chunks = "2\r\nab\r\n0\r\n\r\n";
    let corpus: Vec<(&str, String)> = vec![
        ("CL and TE", post("Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", chunks)),
        ("TE and CL", post("Transfer-Encoding: chunked\r\nContent-Length: 4\r\n", chunks)),
        ("two TE lines", post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", chunks)),
        ("TE with an empty member", post("Transfer-Encoding: ,chunked\r\n", chunks)),
        ("TE gzip, chunked", post("Transfer-Encoding: gzip, chunked\r\n", chunks)),
        ("TE identity", post("Transfer-Encoding: identity\r\n", chunks)),
        ("TE chunked twice", post("Transfer-Encoding: chunked, chunked\r\n", chunks)),
        ("TE with a vertical tab", post("Transfer-Encoding: \x0bchunked\r\n", chunks)),
        ("TE with a space in the name", post("Transfer-Encoding : chunked\r\n", chunks)),
        ("TE folded", post("Transfer-Encoding:\r\n chunked\r\n", chunks)),
        ("TE quoted", post("Transfer-Encoding: \"chunked\"\r\n", chunks)),
        (
            "TE in HTTP/1.0",
            format!("POST / HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n{chunks}{SMUGGLED}"),
        ),
        ("two equal CL", post("Content-Length: 2\r\nContent-Length: 2\r\n", "ab")),
        ("two CL", post("Content-Length: 2\r\nContent-Length: 3\r\n", "ab")),
        ("CL list", post("Content-Length: 2, 2\r\n", "ab")),
        ("CL signed", post("Content-Length: +2\r\n", "ab")),
        ("CL negative", post("Content-Length: -2\r\n", "ab")),
        ("CL hexadecimal", post("Content-Length: 0x2\r\n", "ab")),
        ("CL empty", post("Content-Length: \r\n", "ab")),
        ("CL with a space inside", post("Content-Length: 2 2\r\n", "ab")),
        ("CL too large", post("Content-Length: 18446744073709551616\r\n", "ab")),
        ("chunk size 0x", post("Transfer-Encoding: chunked\r\n", "0x2\r\nab\r\n0\r\n\r\n")),
        (
            "chunk size overflow",
            post("Transfer-Encoding: chunked\r\n", "10000000000000002\r\nab\r\n0\r\n\r\n"),
        ),
        ("chunk longer than said", post("Transfer-Encoding: chunked\r\n", "1\r\nab\r\n0\r\n\r\n")),
        ("chunk with a bare line feed", post("Transfer-Encoding: chunked\r\n", "2\nab\r\n0\r\n\r\n")),
        ("bare line feeds", "GET / HTTP/1.1\nHost: x\n\n".to_owned()),
        ("bare carriage return", get("Host: x\r\nA: b\rC: d\r\n")),
        ("no Host", get("A: b\r\n")),
        ("two Hosts", get("Host: x\r\nHost: x\r\n")),
        ("Host with a path", get("Host: x/y\r\n")),
        ("Host with a user", get("Host: a@x\r\n")),
        ("Host with a space", get("Host: x y\r\n")),
        ("another authority", "GET http://other/ HTTP/1.1\r\nHost: x\r\n\r\n".to_owned()),
        ("CONNECT", "CONNECT x:80 HTTP/1.1\r\nHost: x:80\r\n\r\n".to_owned()),
        ("asterisk", "GET * HTTP/1.1\r\nHost: x\r\n\r\n".to_owned()),
        ("fragment", "GET /a#b HTTP/1.1\r\nHost: x\r\n\r\n".to_owned()),
        ("space in the target", "GET /a b HTTP/1.1\r\nHost: x\r\n\r\n".to_owned()),
        ("NUL in a value", get("Host: x\r\nA: b\0c\r\n")),
        ("NUL in the target", "GET /a\0b HTTP/1.1\r\nHost: x\r\n\r\n".to_owned()),
        ("space before the colon", get("Host: x\r\nA : b\r\n")),
        ("no name", get("Host: x\r\n: b\r\n")),
        ("no colon", get("Host: x\r\nA\r\n")),
        ("folded header", get("Host: x\r\nA: b\r\n c\r\n")),
        ("leading space", get(" Host: x\r\n")),
        ("HTTP/1.2", "GET / HTTP/1.2\r\nHost: x\r\n\r\n".to_owned()),
        ("HTTP/0.9", "GET /\r\n\r\n".to_owned()),
        ("garbage", "\x16\x03\x01\x02\x00\x01\x00\r\n\r\n".to_owned()),
        ("200 headers", get(&format!("Host: x\r\n{}", "A: b\r\n".repeat(200)))),
        ("256 KiB header", get(&format!("Host: x\r\nA: {}\r\n", "b".repeat(256 * 1024)))),
        ("128 KiB target", format!("GET /{} HTTP/1.1\r\nHost: x\r\n\r\n", "a".repeat(128 * 1024))),
    ];
    for (name, bytes) in &corpus {
        let before = upstream.heads().len();
        let mut wire = Wire::connect(served.address);
        wire.send(bytes);
        if let Some(answer) = wire.answer() {
            assert!((400..500).contains(&answer.status), "{name}: {} {}", answer.status, answer.text());
        }
        // Half of a request may be on its way when its second half turns out to be none; never a second request.
        let refused_head = !name.starts_with("chunk");
        if !refused_head {
            std::thread::sleep(Duration::from_millis(100));
        }
        let heads = upstream.heads();
        assert!(heads.len() <= before + 1, "{name}: {heads:?}");
        assert!(!heads.iter().any(|head| head.contains("smuggled")), "{name}: read as two requests");
        assert!(!refused_head || heads.len() == before, "{name}: reached the upstream");
    }
    let answer = try_exchange(served.address, "GET / HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
    assert_eq!(answer.status, 200, "good clients are served as before");
}

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
        let said: Vec<&str> = head
            .lines()
            .filter(|line| line.starts_with("content-length") || line.starts_with("transfer-encoding"))
            .collect();
        assert_eq!(said, framing.into_iter().collect::<Vec<_>>(), "{bytes:?}");
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
