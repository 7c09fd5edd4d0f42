//! Connections that end without a whole request.

use gwc_artifact::{Gateway, Listener, ListenerTls, Protocol};
use gwc_runtime::Options;
use gwc_tests::net::Authority;

use crate::Case;
use crate::watched::{NOWHERE, PATIENCE, SHORT, Watched, open};

pub(crate) fn cases() -> Vec<Case> {
    let connection = |reason, status, provoke: fn() -> Watched| Case {
        reason,
        status,
        of_connection: true,
        provoke: Box::new(provoke),
    };
    vec![
        connection("unreadable_request", Some(400), || {
            let watched = Watched::start(&open(NOWHERE, |_| {}).build());
            watched.ask("this is not a request\r\n\r\n");
            watched
        }),
        connection("request_head_timeout", Some(408), || {
            let options = Options { head_timeout: SHORT, ..Options::default() };
            closed_after(Watched::start_with(&open(NOWHERE, |_| {}).build(), options), "GET / HT")
        }),
        connection("tls_handshake_timeout", None, || closed_after(over_tls(), "\x16\x03\x01")),
        connection("tls_handshake_failed", None, || closed_after(over_tls(), "GET / HTTP/1.1\r\n\r\n")),
    ]
}

/// Sends these bytes, after which the gateway closes.
fn closed_after(watched: Watched, bytes: &str) -> Watched {
    let mut wire = watched.connect();
    wire.send(bytes);
    // An alert may come before the end.
    wire.stream().set_read_timeout(Some(PATIENCE)).expect("an open socket");
    wire.rest();
    watched
}

fn over_tls() -> Watched {
    let authority = Authority::new();
    let certificates = vec![authority.issue("server", &["a.example"])];
    let listener = Listener {
        address: Some([127, 0, 0, 1].into()),
        port: 0,
        protocol: Protocol::Http,
        proxy_protocol: false,
        tls: Some(ListenerTls { certificates, client_ca: None }),
    };
    let declare = |gateway: &mut Gateway| gateway.listeners = vec![listener].into();
    let gateway = open(NOWHERE, |_| {}).with(declare).build();
    let options = Options { head_timeout: SHORT, ..Options::default() };
    Watched::as_declared(&gateway, options).keeping(authority)
}
