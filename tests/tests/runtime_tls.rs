//! TLS of listeners and to upstreams, and HTTP/2 to upstreams: a gRPC call with its trailers, a stream, and what an
//! upstream does not prove.

#[path = "tls/config.rs"]
mod config;
#[path = "tls/server.rs"]
mod server;

use std::convert::Infallible;
use std::net::SocketAddr;
use std::time::Duration;

use bytes::Bytes;
use config::connector;
use gwc_artifact::{
    CertificateFiles, Gateway, HostHeader, Listener, ListenerTls, Protocol, Scheme, UpstreamHttp,
    UpstreamOptions, UpstreamTls,
};
use gwc_runtime::{AccessLog, AdminAddress, Options};
use gwc_tests::net::{Authority, GatewayBuilder, Served, Upstream, Wire, exchange, loopback};
use http_body_util::{BodyExt, Full};
use hyper::body::Frame;
use hyper::{HeaderMap, Request};
use hyper_util::rt::{TokioExecutor, TokioIo};
use serde_json::Value;
use server::{Seen, TlsServer};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

/// A gateway with one upstream over TLS at `localhost`.
fn over_tls(address: SocketAddr, options: UpstreamOptions) -> Gateway {
    GatewayBuilder::new()
        .upstream("up", address)
        .route("GET /a", "up", "/b")
        .route("POST /pkg.Echo/*", "up", "/pkg.Echo/*")
        .with(|gateway| {
            let host = &mut gateway.upstreams[0].hosts[0];
            host.scheme = Scheme::Https;
            host.host = "localhost".to_owned();
            gateway.upstreams[0].options = options.into();
        })
        .build()
}

fn trusting(authority: &Authority) -> UpstreamTls {
    UpstreamTls { ca: Some(authority.file()), ..UpstreamTls::default() }
}

fn get(served: &Served) -> gwc_tests::net::Answer {
    exchange(served.address, "GET /a HTTP/1.1\r\nHost: api.test\r\n\r\n")
}

#[test]
fn an_upstream_proves_its_name() {
    let authority = Authority::new();
    let upstream = TlsServer::start(&authority.issue("localhost", &["localhost"]), None);
    let options = UpstreamOptions { tls: trusting(&authority), ..UpstreamOptions::default() };
    let served = Served::start(&over_tls(upstream.address, options));
    let answer = get(&served);
    assert_eq!((answer.status, answer.text().as_str()), (200, "GET /b"));
    assert_eq!(get(&served).status, 200, "over the same connection");
    assert_eq!(upstream.handshakes(), 1);
    let Seen { host, version, .. } = upstream.seen().remove(0);
    assert_eq!((host, version.as_str()), (format!("localhost:{}", upstream.address.port()), "HTTP/1.1"));
}

#[test]
fn what_an_upstream_does_not_prove_is_502_with_a_reason() {
    let (authority, other) = (Authority::new(), Authority::new());
    let cases = [
        (authority.issue("other", &["other.example"]), "upstream_tls_name_mismatch"),
        (authority.issue_expired("old", &["localhost"]), "upstream_tls_certificate_expired"),
        (other.issue("unknown", &["localhost"]), "upstream_tls_unknown_authority"),
    ];
    for (certificate, reason) in cases {
        let upstream = TlsServer::start(&certificate, None);
        let options = UpstreamOptions { tls: trusting(&authority), ..UpstreamOptions::default() };
        let (gateway, place) = (over_tls(upstream.address, options), tempfile::tempdir().unwrap());
        let log = place.path().join("access.log");
        let (admin, access_log) = (AdminAddress::At(loopback()), AccessLog::File(log.clone()));
        let served = Served::start_with(&gateway, Options { admin, access_log, ..Options::default() });
        let answer = get(&served);
        assert_eq!(
            (answer.status, answer.text().as_str()),
            (502, "502 the upstream cannot be verified"),
            "{reason}"
        );
        let series = format!("gwr_request_failures_total{{endpoint=\"GET /a\",reason=\"{reason}\"}}");
        served.expect_metric(&series, 1.0);
        let host = format!("localhost:{}", upstream.address.port());
        let failed = format!("gwr_upstream_connects_total{{host=\"{host}\",result=\"failed\"}}");
        served.expect_metric(&failed, 1.0);
        assert!(upstream.seen().is_empty(), "no request leaves");
        served.handle.drain();
        served.join();
        let line: Value = serde_json::from_str(&std::fs::read_to_string(&log).unwrap()).unwrap();
        let expected = (&502.into(), &reason.into(), &"upstream".into());
        assert_eq!((&line["status"], &line["reason"], &line["blame"]), expected, "{line}");
    }
    // No TLS at all.
    let plain = Upstream::start(|connection| connection.send("HTTP/1.1 400 Bad Request\r\n\r\n"));
    let options = UpstreamOptions { tls: trusting(&authority), ..UpstreamOptions::default() };
    assert_eq!(get(&Served::start(&over_tls(plain.address, options))).status, 502);
    assert!(plain.heads().is_empty());
}

#[test]
fn the_name_and_the_certificate_of_the_gateway_are_declared() {
    let authority = Authority::new();
    let upstream = TlsServer::start(&authority.issue("shop", &["shop.internal"]), Some(&authority));
    let tls = UpstreamTls { server_name: Some("shop.internal".to_owned()), ..trusting(&authority) };
    let without = UpstreamOptions { tls: tls.clone(), ..UpstreamOptions::default() };
    assert_eq!(get(&Served::start(&over_tls(upstream.address, without))).status, 502, "no certificate");
    let own = authority.issue("gateway", &["gateway.internal"]);
    let with = UpstreamOptions {
        tls: UpstreamTls { certificate: Some(own), ..tls },
        host: HostHeader::Name("shop.example".to_owned()),
        ..UpstreamOptions::default()
    };
    assert_eq!(get(&Served::start(&over_tls(upstream.address, with))).status, 200);
    assert_eq!(upstream.seen()[0].host, "shop.example");
}

#[test]
fn files_that_cannot_be_read_are_refused_before_a_port_is_bound() {
    let missing = UpstreamTls { ca: Some("/nowhere/ca.crt".to_owned()), ..UpstreamTls::default() };
    let options = UpstreamOptions { tls: missing, ..UpstreamOptions::default() };
    let gateway = over_tls(([127, 0, 0, 1], 1).into(), options);
    let started =
        gwc_runtime::Server::bind(gwc_tests::net::artifact(&gateway), gwc_runtime::Options::default());
    let error = started.err().expect("the artifact is refused").to_string();
    assert!(error.contains("`up`") && error.contains("/nowhere/ca.crt"), "{error}");
}

fn listening(certificates: Vec<CertificateFiles>, client_ca: Option<String>) -> (Upstream, Gateway) {
    let upstream = Upstream::text("ok");
    let listener = Listener {
        address: Some([127, 0, 0, 1].into()),
        port: 0,
        protocol: Protocol::Http,
        proxy_protocol: false,
        tls: Some(ListenerTls { certificates, client_ca }),
    };
    let gateway = GatewayBuilder::new()
        .upstream("up", upstream.address)
        .route("GET /a", "up", "/b")
        .with(|gateway| gateway.listeners = vec![listener].into())
        .build();
    (upstream, gateway)
}

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

/// A call as gRPC makes it: HTTP/2 on both sides, messages with a prefix of five bytes, the status in trailers.
fn call(served: &Served, messages: Vec<&'static str>, path: &str) -> (HeaderMap, Vec<u8>, Option<HeaderMap>) {
    config::runtime().block_on(async {
        let stream = TcpStream::connect(served.address).await.unwrap();
        let (mut sender, connection) =
            hyper::client::conn::http2::handshake(TokioExecutor::new(), TokioIo::new(stream)).await.unwrap();
        tokio::spawn(connection);
        let frames = messages.into_iter().map(|text| {
            let mut frame = vec![0];
            frame.extend((text.len() as u32).to_be_bytes());
            frame.extend(text.as_bytes());
            Ok::<_, Infallible>(Frame::data(Bytes::from(frame)))
        });
        let body = server::Frames(frames.collect());
        let request = Request::post(format!("http://api.test{path}"))
            .header("content-type", "application/grpc")
            .header("te", "trailers")
            .body(body)
            .unwrap();
        let response = sender.send_request(request).await.unwrap();
        let headers = response.headers().clone();
        let collected = response.into_body().collect().await.unwrap();
        let trailers = collected.trailers().cloned();
        (headers, collected.to_bytes().to_vec(), trailers)
    })
}

#[test]
fn a_grpc_call_passes_with_its_trailers() {
    let authority = Authority::new();
    let upstream = TlsServer::start_http2(&authority.issue("grpc", &["localhost"]));
    let options =
        UpstreamOptions { http: UpstreamHttp::Two, tls: trusting(&authority), ..UpstreamOptions::default() };
    let served = Served::start(&over_tls(upstream.address, options));
    for messages in [vec!["one"], vec!["one", "two", "three"]] {
        let sent: Vec<u8> = messages
            .iter()
            .flat_map(|text| [&[0, 0, 0, 0, text.len() as u8], text.as_bytes()].concat())
            .collect();
        let (headers, body, trailers) = call(&served, messages, "/pkg.Echo/Say");
        assert_eq!(headers["content-type"], "application/grpc");
        assert_eq!(body, sent, "each message comes back");
        assert_eq!(trailers.expect("trailers")["grpc-status"], "0");
    }
    // A response of trailers alone, as for a method that does not exist.
    let (headers, body, _) = call(&served, vec![], "/pkg.Echo/Missing");
    assert_eq!((headers["grpc-status"].to_str().unwrap(), body.len()), ("12", 0));
    let seen = upstream.seen();
    assert!(seen.iter().all(|seen| seen.version == "HTTP/2.0" && seen.te == "trailers"), "{seen:?}");
    assert_eq!(upstream.handshakes(), 1, "all calls share a connection");
}

#[test]
fn http2_to_an_upstream_without_it_is_502() {
    let authority = Authority::new();
    let upstream = TlsServer::start(&authority.issue("one", &["localhost"]), None);
    let options =
        UpstreamOptions { http: UpstreamHttp::Two, tls: trusting(&authority), ..UpstreamOptions::default() };
    assert_eq!(get(&Served::start(&over_tls(upstream.address, options))).status, 502);
}

#[test]
fn a_stream_passes_over_http2_of_a_client_and_tls() {
    let authority = Authority::new();
    let own = authority.issue("server", &["a.example"]);
    let (_upstream, gateway) = listening(vec![own], None);
    let events = Upstream::start(|connection| {
        while connection.head().is_some() {
            connection.send(
                "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n",
            );
            for event in ["data: 1\n\n", "data: 2\n\n"] {
                connection.send(&format!("{:x}\r\n{event}\r\n", event.len()));
            }
            connection.send("0\r\n\r\n");
        }
    });
    let mut gateway = gateway;
    gateway.upstreams[0].hosts[0].port = events.address.port();
    let served = Served::as_declared(&gateway);
    let client = connector(&authority, &[b"h2"], None);
    let text = config::runtime().block_on(async {
        let stream = TcpStream::connect(served.address).await.unwrap();
        let stream = client.connect("a.example".try_into().unwrap(), stream).await.unwrap();
        assert_eq!(stream.get_ref().1.alpn_protocol(), Some(&b"h2"[..]));
        let (mut sender, connection) =
            hyper::client::conn::http2::handshake(TokioExecutor::new(), TokioIo::new(stream)).await.unwrap();
        tokio::spawn(connection);
        let request = Request::get("https://a.example/a").body(Full::<Bytes>::default()).unwrap();
        let response = sender.send_request(request).await.unwrap();
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        response.into_body().collect().await.unwrap().to_bytes()
    });
    assert_eq!(text, "data: 1\n\ndata: 2\n\n");
}
