//! Streams of events, and the comments that keep them alive.

use std::sync::{Mutex, mpsc};
use std::time::Duration;

use gwc_artifact::{Endpoint, Stream};
use gwc_tests::net::{End, Served, Upstream, Wire};

use super::{CHUNKED, PATIENCE, one_endpoint};

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
