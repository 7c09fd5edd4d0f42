//! Upstreams over TLS that do not prove what they should.

use std::sync::Arc;

use gwc_artifact::{CertificateFiles, Scheme, UpstreamHttp, UpstreamOptions, UpstreamTls};
use gwc_runtime::Options;
use gwc_tests::net::{Authority, Upstream};
use rcgen::ExtendedKeyUsagePurpose::ClientAuth;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig, ServerConnection};

use crate::watched::{NOWHERE, Watched, open};
use crate::{Case, case};

/// The certificate of an upstream, by an authority that the gateway trusts and by one that it does not.
type Certificate = fn(&Authority, &Authority) -> CertificateFiles;

pub(crate) fn cases() -> Vec<Case> {
    let wrong: [(&str, Certificate); 5] = [
        ("upstream_tls_name_mismatch", |own, _| own.issue("a", &["other.example"])),
        ("upstream_tls_certificate_expired", |own, _| own.issue_expired("a", &["localhost"])),
        ("upstream_tls_unknown_authority", |_, other| other.issue("a", &["localhost"])),
        ("upstream_tls_certificate_not_yet_valid", |own, _| {
            own.issue_with("a", &["localhost"], |params| {
                params.not_before = rcgen::date_time_ymd(2090, 1, 1);
                params.not_after = rcgen::date_time_ymd(2091, 1, 1);
            })
        }),
        ("upstream_tls_certificate_invalid", |own, _| {
            own.issue_with("a", &["localhost"], |params| params.extended_key_usages = vec![ClientAuth])
        }),
    ];
    let mut cases: Vec<Case> =
        wrong.map(|(reason, certificate)| case(reason, 502, move || shows(certificate))).into();
    cases.extend([
        case("upstream_tls_refused", 502, || serves(UpstreamHttp::One, requiring_a_certificate)),
        case("upstream_tls_no_http2", 502, || {
            serves(UpstreamHttp::Two, |own| {
                let mut config = config(&own.issue("a", &["localhost"]));
                config.alpn_protocols = vec![b"http/1.1".to_vec()];
                config
            })
        }),
        case("upstream_tls_failed", 502, || {
            let plain = Upstream::start(|connection| connection.send("HTTP/1.1 400 Bad Request\r\n\r\n"));
            asked(&Authority::new(), plain, UpstreamHttp::One)
        }),
        case("upstream_needs_tls", 503, || {
            let tls = UpstreamTls { ca: Some("/nowhere/ca.crt".to_owned()), ..UpstreamTls::default() };
            let gateway = open(NOWHERE, |_| {}).with(|gateway| {
                gateway.upstreams[0].hosts[0].scheme = Scheme::Https;
                gateway.upstreams[0].hosts[0].host = "localhost".to_owned();
                gateway.upstreams[0].hosts[0].port = listening().port();
                gateway.upstreams[0].options = UpstreamOptions { tls, ..UpstreamOptions::default() }.into();
            });
            let options = Options { skip_unenforced: true, ..Options::default() };
            Watched::start_with(&gateway.build(), options).asked("")
        }),
    ]);
    cases
}

/// A listener to the end of the process, which takes connections and nothing more.
fn listening() -> std::net::SocketAddr {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    std::thread::spawn(move || listener.incoming().for_each(drop));
    address
}

fn shows(certificate: Certificate) -> Watched {
    let other = Authority::new();
    serves(UpstreamHttp::One, |own| config(&certificate(own, &other)))
}

/// An upstream with this configuration, of which the gateway knows the authority.
fn serves(http: UpstreamHttp, configure: impl FnOnce(&Authority) -> ServerConfig) -> Watched {
    let authority = Authority::new();
    let config = Arc::new(configure(&authority));
    let upstream = Upstream::start(move |connection| {
        let mut server = ServerConnection::new(Arc::clone(&config)).expect("a configuration");
        let mut stream = connection.stream();
        // The other side ends it.
        while server.complete_io(&mut stream).is_ok_and(|(read, _)| read > 0) {}
        let _ = server.write_tls(&mut stream);
    });
    asked(&authority, upstream, http)
}

/// Requests `GET /` of a gateway whose upstream is at `localhost`, over TLS.
fn asked(authority: &Authority, upstream: Upstream, http: UpstreamHttp) -> Watched {
    let tls = UpstreamTls { ca: Some(authority.file()), ..UpstreamTls::default() };
    let gateway = open(upstream.address, |_| {}).with(|gateway| {
        gateway.upstreams[0].hosts[0].scheme = Scheme::Https;
        gateway.upstreams[0].hosts[0].host = "localhost".to_owned();
        gateway.upstreams[0].options = UpstreamOptions { tls, http, ..UpstreamOptions::default() }.into();
    });
    Watched::start(&gateway.build()).keeping(upstream).asked("")
}

fn provider() -> Arc<rustls::crypto::CryptoProvider> {
    Arc::new(rustls::crypto::aws_lc_rs::default_provider())
}

fn chain_and_key(files: &CertificateFiles) -> (Vec<CertificateDer<'static>>, PrivateKeyDer<'static>) {
    let chain = vec![CertificateDer::from_pem_file(&files.certificate).expect("a certificate")];
    (chain, PrivateKeyDer::from_pem_file(&files.key).expect("a key"))
}

fn config(files: &CertificateFiles) -> ServerConfig {
    let (chain, key) = chain_and_key(files);
    let builder = ServerConfig::builder_with_provider(provider());
    let builder = builder.with_safe_default_protocol_versions().expect("versions");
    builder.with_no_client_auth().with_single_cert(chain, key).expect("a certificate with its key")
}

/// With TLS 1.2, where a server states within the handshake that it needs a certificate.
fn requiring_a_certificate(authority: &Authority) -> ServerConfig {
    let (chain, key) = chain_and_key(&authority.issue("a", &["localhost"]));
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(authority.file()).expect("a certificate")).expect("a root");
    let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider());
    let builder = ServerConfig::builder_with_provider(provider());
    let builder = builder.with_protocol_versions(&[&rustls::version::TLS12]).expect("a version");
    let builder = builder.with_client_cert_verifier(verifier.build().expect("a verifier"));
    builder.with_single_cert(chain, key).expect("a certificate with its key")
}
