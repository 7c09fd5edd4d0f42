//! TLS of listeners and to upstreams, and HTTP/2 to upstreams.

mod config;
mod http2;
mod listeners;
mod server;
mod upstreams;

use std::net::SocketAddr;

use gwc_artifact::{
    CertificateFiles, Gateway, Listener, ListenerTls, Protocol, Scheme, UpstreamOptions, UpstreamTls,
};
use gwc_tests::net::{Authority, GatewayBuilder, Served, Upstream, exchange};

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
