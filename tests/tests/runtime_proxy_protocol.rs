//! `proxy_protocol`: the load balancer states the client's address in front of the request.

use std::time::Duration;

use gwc_artifact::{Gateway, Listener, Network, Protocol};
use gwc_tests::net::{GatewayBuilder, Served, Upstream, Wire, exchange, try_exchange};

const REQUEST: &str = "GET /a HTTP/1.1\r\nHost: x\r\n\r\n";

/// A listener with the PROXY protocol, and one without it.
fn gateway(upstream: &Upstream, trusted: &str) -> Gateway {
    let listener = |last: u8, proxy_protocol| Listener {
        address: Some([127, 0, 0, last].into()),
        port: 0,
        protocol: Protocol::Http,
        proxy_protocol,
        tls: None,
    };
    GatewayBuilder::new()
        .upstream("u", upstream.address)
        .route("GET /a", "u", "/")
        .with(|gateway| {
            gateway.listeners = vec![listener(1, true), listener(2, false)].into();
            gateway.trusted_proxies = vec![Network::parse(trusted).unwrap()].into();
        })
        .build()
}

/// The addresses that the upstream is told, for each request.
fn forwarded(upstream: &Upstream) -> Vec<String> {
    let line = |head: &String| {
        let line = head.lines().find_map(|line| line.strip_prefix("x-forwarded-for: "));
        line.expect("the upstream is told an address").to_owned()
    };
    upstream.heads().iter().map(line).collect()
}

#[test]
fn the_address_in_the_header_is_the_client() {
    let upstream = Upstream::text("ok");
    let served = Served::as_declared(&gateway(&upstream, "127.0.0.0/8"));
    let version_2 = [
        b"\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c".as_slice(),
        &[192, 0, 2, 8, 10, 0, 0, 1, 156, 64, 1, 187],
        REQUEST.as_bytes(),
    ];
    let version_1 = format!("PROXY TCP4 192.0.2.7 10.0.0.1 40000 443\r\n{REQUEST}");
    assert_eq!(exchange(served.address, version_1).status, 200);
    assert_eq!(exchange(served.address, version_2.concat()).status, 200);
    // The load balancer asks for itself.
    assert_eq!(exchange(served.address, format!("PROXY UNKNOWN\r\n{REQUEST}")).status, 200);
    // A client that claims to be another one: it is no trusted proxy.
    let forged = REQUEST.replace("Host", "X-Forwarded-For: 203.0.113.9\r\nHost");
    let header = "PROXY TCP4 192.0.2.7 10.0.0.1 40000 443\r\n";
    assert_eq!(exchange(served.address, format!("{header}{forged}")).status, 200);
    assert_eq!(forwarded(&upstream), ["192.0.2.7", "192.0.2.8", "127.0.0.1", "192.0.2.7"]);
}

#[test]
fn the_header_may_arrive_in_pieces_and_applies_to_the_connection() {
    let upstream = Upstream::text("ok");
    let served = Served::as_declared(&gateway(&upstream, "127.0.0.0/8"));
    let mut wire = Wire::connect(served.address);
    for piece in
        ["PROXY TC", "P4 192.0.2.7 10.0.0.1 400", "00 443\r", "\nGET /a HT", "TP/1.1\r\nHost: x\r\n\r\n"]
    {
        wire.send(piece);
        std::thread::sleep(Duration::from_millis(5));
    }
    assert_eq!(wire.answer().expect("an answer").status, 200);
    wire.send(REQUEST);
    assert_eq!(wire.answer().expect("a second answer").status, 200);
    assert_eq!(forwarded(&upstream), ["192.0.2.7"; 2]);
}

#[test]
fn a_connection_without_the_header_is_closed() {
    let upstream = Upstream::text("ok");
    let served = Served::as_declared(&gateway(&upstream, "127.0.0.0/8"));
    for bytes in [REQUEST.to_owned(), format!("PROXY TCP4 192.0.2.7\r\n{REQUEST}")] {
        assert!(try_exchange(served.address, &bytes).is_none(), "{bytes}");
    }
    assert_eq!(upstream.connections(), 0);
    // The other listener expects none, and takes the header for a request that is none.
    assert_eq!(exchange(served.addresses[1], REQUEST).status, 200);
    assert_eq!(exchange(served.addresses[1], format!("PROXY UNKNOWN\r\n{REQUEST}")).status, 400);
}

#[test]
fn a_peer_that_is_not_trusted_states_no_address() {
    let upstream = Upstream::text("ok");
    let served = Served::as_declared(&gateway(&upstream, "10.0.0.0/8"));
    let request = format!("PROXY TCP4 192.0.2.7 10.0.0.1 40000 443\r\n{REQUEST}");
    assert!(try_exchange(served.address, request).is_none());
    assert_eq!(upstream.connections(), 0);
}
