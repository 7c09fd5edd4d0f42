//! `max_body`: what is too large is 413, and the upstream gets none of it, or not its end.

use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use gwc_artifact::{EndpointPolicy, Gateway, Set};
use gwc_tests::net::{Answer, GatewayBuilder, Served, Upstream, Wire, exchange};

const LIMIT: usize = 1000;

/// What an upstream sees of a request: its head, then the length of its body.
#[derive(Debug, PartialEq, Eq)]
enum Seen {
    Head,
    Body(u64),
}

/// An upstream that reads whole bodies and tells what it sees. `POST /limited` takes 1000 bytes, `POST /free` any.
fn serve() -> (Upstream, Receiver<Seen>, Served) {
    let (sees, seen) = channel();
    let upstream = Upstream::start(move |connection| {
        while let Some(head) = connection.head() {
            let _ = sees.send(Seen::Head);
            let _ = sees.send(Seen::Body(connection.skip_body(&head)));
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        }
    });
    let served = Served::start(&gateway(&upstream));
    (upstream, seen, served)
}

fn gateway(upstream: &Upstream) -> Gateway {
    let policies: Set<EndpointPolicy> = vec![EndpointPolicy::MaxBody(LIMIT as u64)].into();
    GatewayBuilder::new()
        .upstream("up", upstream.address)
        .route_with("POST /limited", "up", "/limited", |endpoint| endpoint.policies = policies.into())
        .route("POST /free", "up", "/free")
        .build()
}

fn head(path: &str, framing: &str) -> String {
    format!("POST {path} HTTP/1.1\r\nHost: api.test\r\n{framing}\r\n\r\n")
}

fn with_length(path: &str, length: usize) -> Vec<u8> {
    let mut bytes = head(path, &format!("Content-Length: {length}")).into_bytes();
    bytes.resize(bytes.len() + length, b'x');
    bytes
}

fn chunks(path: &str, lengths: &[usize]) -> String {
    let chunk = |length: &usize| format!("{length:x}\r\n{}\r\n", "x".repeat(*length));
    head(path, "Transfer-Encoding: chunked") + &lengths.iter().map(chunk).collect::<String>()
}

/// The lengths of the next bodies.
fn bodies(seen: &Receiver<Seen>, count: usize) -> Vec<u64> {
    let next = || seen.recv_timeout(Duration::from_secs(20)).expect("a request reaches the upstream");
    let mut lengths = Vec::new();
    while lengths.len() < count {
        if let Seen::Body(length) = next() {
            lengths.push(length);
        }
    }
    lengths
}

#[track_caller]
fn is_refused(answer: &Answer) {
    assert_eq!((answer.status, &*answer.text()), (413, "413 the request body is too large"));
}

#[test]
fn a_stated_length_is_refused_before_the_body_is_sent() {
    let (upstream, _, served) = serve();
    is_refused(&exchange(served.address, head("/limited", "Content-Length: 1001")));
    is_refused(&exchange(served.address, head("/limited", "Content-Length: 1001\r\nExpect: 100-continue")));
    is_refused(&exchange(served.address, head("/limited", "Content-Length: 9000000000000000000")));
    assert_eq!(upstream.connections(), 0);
}

#[test]
fn a_body_of_just_the_limit_passes() {
    let (_upstream, seen, served) = serve();
    let mut wire = Wire::connect(served.address);
    wire.send(with_length("/limited", LIMIT));
    assert_eq!(wire.answer().expect("an answer").status, 200);
    wire.send(chunks("/limited", &[LIMIT - 1, 1, 0]));
    assert_eq!(wire.answer().expect("an answer").status, 200);
    wire.send(head("/limited", "Content-Length: 0"));
    assert_eq!(wire.answer().expect("an answer").status, 200);
    assert_eq!(bodies(&seen, 3), [LIMIT as u64, LIMIT as u64, 0]);
}

#[test]
fn chunks_are_refused_as_soon_as_they_exceed_the_limit() {
    let (_upstream, _, served) = serve();
    // No last chunk: a gateway that waits for the end of the body does not answer.
    is_refused(&exchange(served.address, chunks("/limited", &[LIMIT + 1])));
    is_refused(&exchange(served.address, chunks("/limited", &[1; LIMIT + 1])));
}

#[test]
fn an_upstream_never_gets_more_than_the_limit() {
    let (_upstream, seen, served) = serve();
    let mut wire = Wire::connect(served.address);
    wire.send(chunks("/limited", &[LIMIT]));
    assert_eq!(seen.recv_timeout(Duration::from_secs(20)), Ok(Seen::Head));
    wire.send("1\r\nx\r\n");
    is_refused(&wire.answer().expect("an answer"));
    let read = bodies(&seen, 1);
    assert!(read[0] <= LIMIT as u64, "the upstream got {read:?} bytes");
}

#[test]
fn a_client_that_sends_all_of_a_large_body_reads_the_answer() {
    let (_upstream, _, served) = serve();
    is_refused(&exchange(served.address, with_length("/limited", 100_000)));
}

#[test]
fn other_endpoints_take_bodies_of_any_size() {
    let (_upstream, seen, served) = serve();
    assert_eq!(exchange(served.address, with_length("/free", 1_000_000)).status, 200);
    assert_eq!(exchange(served.address, chunks("/free", &[500_000, 500_000, 0])).status, 200);
    assert_eq!(bodies(&seen, 2), [1_000_000, 1_000_000]);
}
