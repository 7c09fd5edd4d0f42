//! The clients that programs in production use, through a gateway: gRPC, WebSockets over TLS, events over HTTP/2. They
//! are of Go, built from `tests/oracles/clients`. One case is one test.

mod events;
mod grpc;
mod program;
mod websocket;

use std::process::ExitCode;

use gwc_artifact::{Endpoint, Gateway, Listener, ListenerTls, Protocol, Stream};
use gwc_tests::net::{Authority, GatewayBuilder, Upstream};
use gwc_tests::oracle::Oracle;
use gwc_tests::suite::Suite;
use gwc_tests::tests;

fn main() -> ExitCode {
    let mut suite = Suite::default();
    let go = Oracle::go();
    grpc::each(&mut suite, &go);
    websocket::each(&mut suite, &go);
    suite.tests_with(
        &go,
        tests![
            events::each_event_arrives_before_the_next_is_sent,
            events::a_cut_stream_is_an_error_of_the_client,
        ],
    );
    suite.run()
}

/// A listener at a free port, with a certificate for the name that the clients expect.
fn tls_listener(authority: &Authority) -> Listener {
    let certificates = vec![authority.issue("server", &["a.example"])];
    Listener {
        address: Some([127, 0, 0, 1].into()),
        port: 0,
        protocol: Protocol::Http,
        proxy_protocol: false,
        tls: Some(ListenerTls { certificates, client_ca: None }),
    }
}

/// A gateway over TLS that passes one path on as a stream.
fn streaming(authority: &Authority, upstream: &Upstream, path: &str, stream: Stream) -> Gateway {
    let listener = tls_listener(authority);
    GatewayBuilder::new()
        .upstream("up", upstream.address)
        .route_with(&format!("GET {path}"), "up", path, |endpoint: &mut Endpoint| endpoint.stream = stream)
        .with(|gateway| gateway.listeners = vec![listener].into())
        .build()
}
