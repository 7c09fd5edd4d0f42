//! Connections to upstreams are used again, and one that the upstream closes at the wrong moment costs no client an
//! answer.

use std::collections::HashSet;
use std::io::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use gwc_runtime::Options;
use gwc_tests::net::{GatewayBuilder, Served, Upstream, Wire};

/// Requests of each client.
const REQUESTS: u64 = 500;
const CLIENTS: u64 = 8;

/// Pseudo-random waits, the same in every run.
struct Waits(AtomicU64);

impl Waits {
    fn wait(&self) {
        let x = self.0.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed);
        let x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        std::thread::sleep(Duration::from_micros((x >> 33) % 1500));
    }
}

/// Answers one request, waits a moment and closes without a word.
fn fickle(served: Arc<Mutex<Vec<String>>>) -> Upstream {
    let waits = Waits(AtomicU64::new(1));
    Upstream::start(move |connection| {
        let Some(head) = connection.head() else { return };
        served.lock().unwrap().push(head.split(' ').nth(1).unwrap().to_owned());
        connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        waits.wait();
    })
}

fn all_clients(served: &Served, method: &'static str) -> Vec<u16> {
    let waits = Arc::new(Waits(AtomicU64::new(7)));
    let clients: Vec<_> = (0..CLIENTS)
        .map(|client| {
            let (address, waits) = (served.address, Arc::clone(&waits));
            std::thread::spawn(move || {
                let mut wire = Wire::connect(address);
                let ask = |i: u64| {
                    let body = if method == "POST" { "Content-Length: 2\r\n\r\nab" } else { "\r\n" };
                    wire.send(format!("{method} /{client}-{i} HTTP/1.1\r\nHost: x\r\n{body}"));
                    waits.wait();
                    wire.answer().expect("an answer").status
                };
                (0..REQUESTS).map(ask).collect::<Vec<u16>>()
            })
        })
        .collect();
    clients.into_iter().flat_map(|client| client.join().unwrap()).collect()
}

fn gateway(upstream: &Upstream) -> Served {
    let gateway = GatewayBuilder::new()
        .upstream("u", upstream.address)
        .route("GET /*", "u", "/*")
        .route("POST /*", "u", "/*")
        .build();
    Served::start(&gateway)
}

#[test]
fn a_closed_idle_connection_costs_no_repeatable_request() {
    let upstream = fickle(Arc::default());
    let statuses = all_clients(&gateway(&upstream), "GET");
    assert_eq!(statuses.len() as u64, CLIENTS * REQUESTS);
    assert!(
        statuses.iter().all(|status| *status == 200),
        "{:?}",
        statuses.iter().filter(|s| **s != 200).count()
    );
}

#[test]
fn a_request_that_may_have_been_seen_is_never_sent_twice() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let upstream = fickle(Arc::clone(&seen));
    let statuses = all_clients(&gateway(&upstream), "POST");
    assert!(statuses.iter().all(|status| [200, 502].contains(status)));
    let answered = statuses.iter().filter(|status| **status == 200).count();
    assert!(answered * 2 > statuses.len(), "only {answered} were answered");
    let seen = seen.lock().unwrap();
    assert_eq!(seen.iter().collect::<HashSet<_>>().len(), seen.len(), "a POST was delivered twice");
}

#[test]
fn connections_are_used_again_and_given_up_when_idle() {
    let upstream = Upstream::text("ok");
    let gateway = GatewayBuilder::new().upstream("u", upstream.address).route("GET /", "u", "/").build();
    let options = Options { upstream_idle_timeout: Duration::from_millis(100), ..Options::default() };
    let served = Served::start_with(&gateway, options);
    let mut wire = Wire::connect(served.address);
    (0..50).for_each(|_| assert_eq!(wire.get("/").status, 200));
    assert_eq!(upstream.connections(), 1);
    std::thread::sleep(Duration::from_millis(300));
    assert_eq!(wire.get("/").status, 200);
    assert_eq!(upstream.connections(), 2, "an old connection is not trusted");
}

#[test]
fn more_connections_than_allowed_are_503() {
    let upstream = Upstream::start(|connection| {
        connection.head();
        std::thread::sleep(Duration::from_millis(500));
        connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    });
    let gateway = GatewayBuilder::new().upstream("u", upstream.address).route("GET /", "u", "/").build();
    let served = Served::start_with(&gateway, Options { upstream_max_open: 2, ..Options::default() });
    let mut wires: Vec<Wire> = (0..3).map(|_| Wire::connect(served.address)).collect();
    for wire in &mut wires {
        wire.stream().write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
        std::thread::sleep(Duration::from_millis(50));
    }
    let statuses: Vec<u16> = wires.iter_mut().map(|wire| wire.answer().unwrap().status).collect();
    assert_eq!(statuses, [200, 200, 503]);
}

#[test]
fn connections_beyond_the_limit_wait_and_are_served() {
    let upstream = Upstream::text("ok");
    let gateway = GatewayBuilder::new().upstream("u", upstream.address).route("GET /", "u", "/").build();
    let served = Served::start_with(&gateway, Options { max_connections: 4, ..Options::default() });
    let mut wires: Vec<Wire> = (0..20).map(|_| Wire::connect(served.address)).collect();
    while !wires.is_empty() {
        let mut wire = wires.remove(0);
        assert_eq!(wire.get("/").status, 200);
    }
}
