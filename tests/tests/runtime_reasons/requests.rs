//! Requests that no endpoint takes, callers that are not admitted, and clients that do not send what they announce.

use std::net::Shutdown;
use std::sync::mpsc::channel;

use gwc_artifact::{Backend, EndpointPolicy, Network, Respond, Set};
use gwc_runtime::Options;
use gwc_tests::net::{GatewayBuilder, Upstream, endpoint};

use crate::watched::{NOWHERE, PATIENCE, SHORT, Watched, open};
use crate::{Case, case};

/// The head of a request with a body of 10 bytes.
const BODY: &str = "POST / HTTP/1.1\r\nHost: gateway.test\r\nContent-Length: 10\r\n\r\n";

pub(crate) fn cases() -> Vec<Case> {
    let asked = |reason, status, request: &'static str| {
        case(reason, status, move || {
            let watched = Watched::start(&open(NOWHERE, |_| {}).build());
            watched.ask(request);
            watched
        })
    };
    vec![
        asked("bad_request", 400, "GET http://a.test/ HTTP/1.1\r\nHost: b.test\r\n\r\n"),
        asked("path_rejected", 400, "GET /a%2Fb HTTP/1.1\r\nHost: a.test\r\n\r\n"),
        asked("no_endpoint", 404, "GET /none HTTP/1.1\r\nHost: a.test\r\n\r\n"),
        asked("other_method", 405, "DELETE / HTTP/1.1\r\nHost: a.test\r\n\r\n"),
        case("other_host", 404, || {
            let of_host = |to: &mut gwc_artifact::Endpoint| to.hosts = vec!["api.test".to_owned()].into();
            Watched::start(&open(NOWHERE, of_host).build()).asked("")
        }),
        case("not_implemented", 501, || {
            let mut unsupported = endpoint("GET /", "", "/");
            unsupported.backend = Backend::Respond(Respond::NotImplemented);
            let gateway = GatewayBuilder::new().with(|gateway| gateway.endpoints.push(unsupported));
            Watched::start(&gateway.build()).asked("")
        }),
        case("address_denied", 403, || {
            let deny = vec![Network::parse("127.0.0.0/8").expect("a network")];
            let gateway = open(NOWHERE, |_| {}).with(|gateway| gateway.ip.deny = deny.into());
            Watched::start(&gateway.build()).asked("")
        }),
        case("user_agent_denied", 403, || {
            let gateway = open(NOWHERE, |_| {}).with(|gateway| gateway.bots.refuses_empty = true);
            Watched::start(&gateway.build()).asked("")
        }),
        case("body_too_large", 413, || {
            let watched = with_body(NOWHERE, vec![EndpointPolicy::MaxBody(4)], Options::default());
            watched.ask(&format!("{BODY}0123456789"));
            watched
        }),
        case("client_too_slow", 408, || {
            let upstream = reader();
            let options = Options { client_body_timeout: SHORT, ..Options::default() };
            let watched = with_body(upstream.address, Vec::new(), options).keeping(upstream);
            watched.ask(&format!("{BODY}01234"));
            watched
        }),
        case("client_body_incomplete", 400, || {
            let upstream = reader();
            let watched = with_body(upstream.address, Vec::new(), Options::default()).keeping(upstream);
            let mut wire = watched.connect();
            wire.send(format!("{BODY}01234"));
            wire.stream().shutdown(Shutdown::Write).expect("an open socket");
            wire.answer();
            watched
        }),
        case("client_gone", 499, client_gone),
    ]
}

/// `POST /` with these policies.
fn with_body(upstream: std::net::SocketAddr, policies: Vec<EndpointPolicy>, options: Options) -> Watched {
    let post = |endpoint: &mut gwc_artifact::Endpoint| endpoint.policies = Set::from(policies).into();
    let gateway = GatewayBuilder::new().upstream("u", upstream).route_with("POST /", "u", "/", post);
    Watched::start_with(&gateway.build(), options)
}

/// Reads requests, and answers none whose body is not there.
fn reader() -> Upstream {
    Upstream::start(|connection| {
        while let Some(head) = connection.head() {
            if connection.skip_body(&head) < 10 {
                return;
            }
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        }
    })
}

fn client_gone() -> Watched {
    let (arrived, arrives) = channel();
    let upstream = Upstream::start(move |connection| {
        connection.head();
        let _ = arrived.send(());
        connection.closes_within(PATIENCE);
    });
    let watched = Watched::start(&open(upstream.address, |_| {}).build()).keeping(upstream);
    let mut wire = watched.connect();
    wire.send("GET / HTTP/1.1\r\nHost: gateway.test\r\n\r\n");
    arrives.recv_timeout(PATIENCE).expect("the request is at the upstream");
    drop(wire);
    watched
}
