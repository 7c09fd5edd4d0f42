//! Listeners with TLS: their certificates, those of clients, and handshakes that fail.

use std::net::SocketAddr;
use std::time::Duration;

use gwc_artifact::{CertificateFiles, Gateway};
use gwc_runtime::{AdminAddress, Options};
use gwc_tests::net::{Authority, Served, Wire, loopback};
use rustls::NamedGroup;
use rustls::crypto::aws_lc_rs::kx_group::{SECP256R1, X25519, X25519MLKEM768};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use super::config::{self, connector};
use super::listening;

/// The first bytes of an answer over TLS, and the certificate shown; nothing if the handshake or the request fails.
fn over(connector: &TlsConnector, address: SocketAddr, name: &'static str) -> Option<(String, Vec<u8>)> {
    config::runtime().block_on(async {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        let stream = TcpStream::connect(address).await.unwrap();
        let mut stream = connector.connect(name.try_into().unwrap(), stream).await.ok()?;
        stream.write_all(b"GET /a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").await.ok()?;
        let mut text = Vec::new();
        stream.read_to_end(&mut text).await.ok()?;
        let shown = stream.get_ref().1.peer_certificates()?.first()?.to_vec();
        Some((String::from_utf8_lossy(&text).into_owned(), shown))
    })
}

#[test]
fn a_listener_shows_the_certificate_of_the_name_and_reads_it_again() {
    let authority = Authority::new();
    let (first, second) = (authority.issue("a", &["a.example"]), authority.issue("b", &["b.example"]));
    let (upstream, gateway) = listening(vec![first.clone(), second], None);
    let served = Served::as_declared(&gateway);
    let client = connector(&authority, &[], None);
    let (answer, shown) = over(&client, served.address, "a.example").expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with("ok"), "{answer}");
    let (_, other) = over(&client, served.address, "b.example").expect("an answer");
    assert_ne!(shown, other);
    assert!(over(&client, served.address, "c.example").is_none(), "no certificate has the name");
    assert!(upstream.heads()[0].contains("x-forwarded-proto: https"), "{}", upstream.heads()[0]);
    // A new certificate in the same files.
    authority.replace(&first, &["a.example"]);
    let changed = || over(&client, served.address, "a.example").is_some_and(|(_, now)| now != shown);
    assert!((0..200).any(|_| changed() || {
        std::thread::sleep(Duration::from_millis(100));
        false
    }));
    // A broken file keeps the last certificate.
    std::fs::write(&first.certificate, "no certificate").unwrap();
    std::thread::sleep(Duration::from_millis(2500));
    assert!(over(&client, served.address, "a.example").is_some());
}

/// The key exchange of a handshake, or `None` if the handshake has no key exchange.
fn key_exchange(connector: &TlsConnector, address: SocketAddr) -> Option<NamedGroup> {
    config::runtime().block_on(async {
        let stream = TcpStream::connect(address).await.unwrap();
        let stream = connector.connect("a.example".try_into().unwrap(), stream).await.ok()?;
        stream.get_ref().1.negotiated_key_exchange_group().map(|group| group.name())
    })
}

#[test]
fn a_client_that_offers_a_post_quantum_key_exchange_gets_it() {
    let authority = Authority::new();
    let (_upstream, gateway) = listening(vec![authority.issue("server", &["a.example"])], None);
    let served = Served::as_declared(&gateway);
    // As browsers offer them; as programs of some years ago do; and from one that takes nothing else.
    for (offered, expected) in [
        (&[X25519MLKEM768, X25519][..], NamedGroup::X25519MLKEM768),
        (&[X25519, SECP256R1], NamedGroup::X25519),
        (&[X25519MLKEM768], NamedGroup::X25519MLKEM768),
    ] {
        let client = config::connector_offering(&authority, offered);
        assert_eq!(key_exchange(&client, served.address), Some(expected));
        let (answer, _) = over(&client, served.address, "a.example").expect("an answer");
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    }
}

#[test]
fn a_listener_can_require_certificates_of_clients() {
    let (authority, other) = (Authority::new(), Authority::new());
    let own = authority.issue("server", &["a.example"]);
    let (_upstream, gateway) = listening(vec![own], Some(authority.file()));
    let served = with_admin(&gateway, Options::default());
    let with = |issued: Option<&CertificateFiles>| {
        over(&connector(&authority, &[], issued), served.address, "a.example")
            .filter(|(text, _)| text.contains("200"))
    };
    assert!(with(None).is_none());
    assert!(with(Some(&other.issue("stranger", &["stranger"]))).is_none());
    assert!(with(Some(&authority.issue("client", &["client"]))).is_some());
    served.expect_metric("gwr_client_connection_failures_total{reason=\"tls_handshake_failed\"}", 2.0);
}

/// Serves on the listeners of the gateway, with an admin listener.
fn with_admin(gateway: &Gateway, options: Options) -> Served {
    let admin = AdminAddress::At(loopback());
    Served::as_declared_with(gateway, Options { admin, ..options })
}

#[test]
fn a_handshake_that_does_not_end_closes_the_connection() {
    let authority = Authority::new();
    let (_upstream, gateway) = listening(vec![authority.issue("server", &["a.example"])], None);
    let options = Options { head_timeout: Duration::from_millis(300), ..Options::default() };
    let served = with_admin(&gateway, options);
    let mut slow = Wire::connect(served.address);
    // The begin of a record.
    slow.send("\x16\x03\x01");
    assert!(slow.closes_within(Duration::from_secs(20)));
    served.expect_metric("gwr_client_connection_failures_total{reason=\"tls_handshake_timeout\"}", 1.0);
    served.expect_metric("gwr_client_connection_failures_total{reason=\"tls_handshake_failed\"}", 0.0);
    served.expect_metric("gwr_client_connections", 0.0);
    let client = connector(&authority, &[], None);
    assert!(over(&client, served.address, "a.example").is_some(), "others are served");
}
