//! Responses that end too early, too late, or not at all.

use std::time::Duration;

use gwc_artifact::Timeouts;
use gwc_tests::net::{End, GatewayBuilder, Served, Upstream, Wire, loopback};

use super::{CHUNKED, PATIENCE, one_endpoint};

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
