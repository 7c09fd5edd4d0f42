//! The interoperability cases of gRPC, by its own client and server: calls of one message and streams in both
//! directions, metadata and status, and a cancelled call.

use std::path::Path;

use gwc_artifact::{UpstreamHttp, UpstreamOptions};
use gwc_tests::net::{Authority, GatewayBuilder, Served};
use gwc_tests::oracle::Oracle;
use gwc_tests::suite::Suite;

use crate::program::{self, GrpcServer};
use crate::tls_listener;

/// As `grpc.go` lists them.
const CASES: [&str; 12] = [
    "empty_unary",
    "large_unary",
    "client_streaming",
    "server_streaming",
    "ping_pong",
    "empty_stream",
    "cancel_after_first_response",
    "custom_metadata",
    "status_code_and_message",
    "special_status_message",
    "unimplemented_method",
    "unimplemented_service",
];

/// A test for each case, over TLS and without.
pub(crate) fn each(suite: &mut Suite, go: &Oracle) {
    for case in CASES {
        suite.with(go, format!("grpc::tls::{case}"), move |go| over_tls(go, case));
        suite.with(go, format!("grpc::clear_text::{case}"), move |go| in_clear_text(go, case));
    }
    suite.with(go, "grpc::a_cancelled_stream_is_cancelled_at_the_upstream", cancelled);
}

fn gateway(upstream: &GrpcServer) -> GatewayBuilder {
    GatewayBuilder::new()
        .upstream("up", upstream.address)
        .route("POST /grpc.testing.TestService/*", "up", "/grpc.testing.TestService/*")
        .route("POST /grpc.testing.UnimplementedService/*", "up", "/grpc.testing.UnimplementedService/*")
        .with(|gateway| {
            gateway.upstreams[0].options =
                UpstreamOptions { http: UpstreamHttp::Two, ..UpstreamOptions::default() }.into();
        })
}

fn over_tls(go: &Path, case: &str) {
    let (authority, upstream) = (Authority::new(), GrpcServer::start(go));
    let listener = tls_listener(&authority);
    let gateway = gateway(&upstream).with(|gateway| gateway.listeners = vec![listener].into()).build();
    let served = Served::as_declared(&gateway);
    program::run(go, &["grpc", &served.address.to_string(), case, &authority.file()]);
}

fn in_clear_text(go: &Path, case: &str) {
    let upstream = GrpcServer::start(go);
    let served = Served::start(&gateway(&upstream).build());
    program::run(go, &["grpc", &served.address.to_string(), case]);
}

/// The gateway outlives the client, and so does its connection to the upstream: it has to cancel the stream itself.
fn cancelled(go: &Path) {
    let upstream = GrpcServer::start(go);
    let served = Served::start(&gateway(&upstream).build());
    program::run(go, &["grpc", &served.address.to_string(), "cancel_after_first_response"]);
    assert_eq!(upstream.next_line(), "cancelled /grpc.testing.TestService/FullDuplexCall");
}
