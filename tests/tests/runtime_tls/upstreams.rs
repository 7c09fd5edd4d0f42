//! Upstreams over TLS, and what one does not prove.

use gwc_artifact::{HostHeader, UpstreamOptions, UpstreamTls};
use gwc_runtime::{AccessLog, AdminAddress, Options};
use gwc_tests::net::{Authority, Served, Upstream, loopback};
use serde_json::Value;

use super::server::{Seen, TlsServer};
use super::{get, over_tls, trusting};

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
