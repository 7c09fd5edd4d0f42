//! Input that means no single request is answered at once, also when it comes in pieces: neither side waits for a
//! time-out.

use std::time::Duration;

use gwc_tests::net::{GatewayBuilder, Served, Upstream, Wire};

/// Each ends with the byte that makes it wrong, or soon after: what is missing never comes.
const POST: &str = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";

/// Chunked bodies behind [`POST`].
const CHUNKS: [&str; 26] = [
    "2;a\nab\r\n0\r\n\r\n",
    "2;a=b\n",
    "2;a=\"b\nc\"\r\nab\r\n0\r\n\r\n",
    "2;a\r\nab\r\n0;last\n",
    "2 ;a\n",
    "2\t\n",
    "2\nab\r\n0\r\n\r\n",
    "2;\rab\r\n",
    "2;a\r\rab\r\n",
    "2\rab\r\n",
    "\nab\r\n",
    "\r\n2\r\nab\r\n",
    ";a\r\n",
    " 2\r\nab\r\n",
    "+2\r\nab\r\n",
    "-2\r\nab\r\n",
    "0x2\r\nab\r\n",
    "2 2\r\nab\r\n",
    "g\r\n",
    "11111111111111111\r\n",
    "00000000000000002\r\nab\r\n0\r\n\r\n",
    "2\r\nab\n0\r\n\r\n",
    "2\r\nabc\r\n0\r\n\r\n",
    "0\r\nA: b\n",
    "0\r\nA: b\n\n",
    "0\r\n\n",
];

/// Requests by themselves.
const HEADS: [&str; 22] = [
    "GET / HTTP/1.1\nHost: x\r\n\r\n",
    "GET / HTTP/1.1\n",
    "GET / HTTP/1.1\r\nHost: x\n",
    "GET / HTTP/1.1\r\nHost: x\r\n\n",
    "GET / HTTP/1.1\r\nHost: x\r\nA: b\n",
    "\nGET / HTTP/1.1\r\nHost: x\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: x\r\n A: b\r\n",
    "GET / HTTP/1.1\r\nHost: x\r\n\tb\r\n",
    "GET /a#b HTTP/1.1\r\n",
    "CONNECT x:1 HTTP/1.1\r\n",
    "GET / HTTP/1.1\r\nHost: x\r\nHost: x\r\n",
    "GET / HTTP/1.1\r\nA: b\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 2\r\n",
    "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: +2\r\n",
    "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2, 2\r\n",
    "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n",
    "POST / HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n",
    "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nUpgrade: x\r\n\r\n2;a\n",
    "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nUpgrade: x\r\n\r\n0\r\nA: b\n",
    "PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n",
    "\x16\x03\x01\x02\x00\x01\x00\r\n",
];

/// How long a test waits before it calls a connection unanswered; an answer takes milliseconds, the gateway's own
/// time-outs begin at ten seconds.
const UNANSWERED: Duration = Duration::from_secs(5);

fn served(upstream: &Upstream) -> Served {
    let gateway = GatewayBuilder::new()
        .upstream("u", upstream.address)
        .route("GET /", "u", "/")
        .route("POST /", "u", "/")
        .build();
    Served::start(&gateway)
}

fn inputs() -> Vec<String> {
    let bodies = CHUNKS.iter().map(|chunks| format!("{POST}{chunks}"));
    bodies.chain(HEADS.iter().map(|head| (*head).to_owned())).collect()
}

/// Sends the parts and checks that they are answered with 400 and the end of the connection.
fn is_refused(served: &Served, parts: &[&str], what: &str) {
    let mut wire = Wire::connect(served.address);
    wire.stream().set_read_timeout(Some(UNANSWERED)).unwrap();
    for part in parts {
        wire.send(part);
        // The part before it was read when the gateway answers on another connection: no two arrive as one.
        Wire::connect(served.address).get("/__health");
    }
    let answer = wire.answer().unwrap_or_else(|| panic!("{what:?} is not answered"));
    assert_eq!(answer.status, 400, "{what:?}: {}", answer.text());
    assert!(wire.closes_within(UNANSWERED), "{what:?}: the connection stays open");
}

#[test]
fn refused_input_is_answered_at_once() {
    let upstream = Upstream::text("ok");
    let served = served(&upstream);
    for input in inputs() {
        is_refused(&served, &[&input], &input);
    }
}

#[test]
fn refused_input_in_pieces_is_answered_at_once() {
    let upstream = Upstream::text("ok");
    let served = served(&upstream);
    for input in inputs() {
        for at in [5, input.len() / 2, input.len() - 1] {
            let (before, after) = input.split_at(at);
            is_refused(&served, &[before, after], &format!("{before}|{after}"));
        }
    }
}

/// A request after a good one on the same connection meets the same refusal, and the good one its answer.
#[test]
fn a_refused_request_behind_a_good_one_is_answered_too() {
    let upstream = Upstream::text("ok");
    let served = served(&upstream);
    for input in inputs() {
        let mut wire = Wire::connect(served.address);
        wire.stream().set_read_timeout(Some(UNANSWERED)).unwrap();
        wire.send(format!("GET / HTTP/1.1\r\nHost: x\r\n\r\n{input}"));
        let statuses = [(); 2].map(|()| wire.answer().map(|answer| answer.status));
        assert_eq!(statuses, [Some(200), Some(400)], "{input:?}");
    }
}
