//! Clients that leave, wait for a response to read on, or read slowly.

use std::sync::mpsc;
use std::time::Duration;

use gwc_tests::net::{GatewayBuilder, Served, Upstream, Wire};

use super::{CHUNKED, PATIENCE, one_endpoint};

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
