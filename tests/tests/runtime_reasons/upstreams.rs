//! Upstreams that cannot be reached, or do not answer as they should.

use std::io;
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use gwc_artifact::{Breaker, Failure, Timeouts, UpstreamOptions};
use gwc_runtime::{Lookup, Options};
use gwc_tests::net::{GatewayBuilder, Received, Upstream};
use socket2::{Domain, Socket, Type};

use crate::watched::{NOWHERE, PATIENCE, SHORT, Watched, open};
use crate::{Case, case};

/// The head of a response of which 10 bytes are to come.
const HEAD: &str = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n";

/// No free file descriptor.
const EMFILE: i32 = 24;

pub(crate) fn cases() -> Vec<Case> {
    let answering = |reason, status, serve: fn(&mut Received)| {
        case(reason, status, move || asked(Upstream::start(serve), impatient()))
    };
    let resolved = |reason, status, answer: fn() -> io::Error| {
        case(reason, status, move || {
            let options = Options { lookup: Lookup::by(move |_| Err(answer())), ..Options::default() };
            Watched::start_with(&at("orders.test", 80).build(), options).asked("")
        })
    };
    vec![
        answering("upstream_reset", 502, |connection| drop(connection.head())),
        answering("upstream_invalid_response", 502, |connection| {
            connection.head();
            connection.send("SSH-2.0-OpenSSH_9.9\r\n");
            connection.closes_within(PATIENCE);
        }),
        answering("upstream_cut", 200, |connection| {
            connection.head();
            connection.send(&format!("{HEAD}12345"));
        }),
        answering("response_timeout", 200, |connection| {
            connection.head();
            connection.send(&format!("{HEAD}12345"));
            connection.closes_within(PATIENCE);
        }),
        answering("first_byte_timeout", 504, |connection| {
            connection.head();
            connection.closes_within(PATIENCE);
        }),
        case("total_timeout", 504, || {
            let silent = Upstream::start(|connection| {
                connection.head();
                connection.closes_within(PATIENCE);
            });
            asked(silent, Timeouts { total: Some(SHORT), ..Timeouts::default() })
        }),
        case("connect_timeout", 504, full),
        case("upstream_refused", 502, || Watched::start(&open(NOWHERE, |_| {}).build()).asked("")),
        // No connection of TCP goes to it.
        case("upstream_unreachable", 502, || Watched::start(&at("255.255.255.255", 80).build()).asked("")),
        resolved("upstream_name_unknown", 502, || io::Error::other("no answer")),
        resolved("descriptors_exhausted", 503, || io::Error::from_raw_os_error(EMFILE)),
        case("upstream_too_many_connections", 503, || {
            let options = Options { upstream_max_open: 0, ..Options::default() };
            Watched::start_with(&open(NOWHERE, |_| {}).build(), options).asked("")
        }),
        case("upstream_circuit_open", 503, || {
            let gateway = open(NOWHERE, |_| {}).with(|gateway| {
                gateway.upstreams[0].options = breaking().into();
            });
            Watched::start(&gateway.build()).asked("").asked("")
        }),
    ]
}

/// A breaker that opens at the first failure.
pub(crate) fn breaking() -> UpstreamOptions {
    let breaker = Breaker {
        errors: 1,
        within: None,
        open: Duration::from_secs(60),
        count: Failure::ALL.into_iter().collect(),
    };
    UpstreamOptions { breaker: Some(breaker), ..UpstreamOptions::default() }
}

fn impatient() -> Timeouts {
    Timeouts { connect: None, first_byte: Some(SHORT), idle: Some(SHORT), total: None }
}

fn asked(upstream: Upstream, timeouts: Timeouts) -> Watched {
    let gateway = open(upstream.address, |endpoint| endpoint.timeouts = timeouts.into()).build();
    Watched::start(&gateway).keeping(upstream).asked("")
}

/// `GET /` of a host with this name.
pub(crate) fn at(host: &str, port: u16) -> GatewayBuilder {
    open(SocketAddr::from(([127, 0, 0, 1], port)), |_| {})
        .with(|gateway| gateway.upstreams[0].hosts[0].host = host.to_owned())
}

/// An upstream whose queue of connections is full: it accepts none, and refuses none.
fn full() -> Watched {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None).expect("a socket");
    socket.bind(&SocketAddr::from(([127, 0, 0, 1], 0)).into()).expect("a port");
    socket.listen(0).expect("it listens");
    let address = socket.local_addr().expect("an address").as_socket().expect("an address of IPv4");
    let mut waiting = Vec::new();
    while let Ok(stream) = TcpStream::connect_timeout(&address, SHORT) {
        waiting.push(stream);
    }
    let timeouts = Timeouts { connect: Some(SHORT), ..Timeouts::default() };
    let gateway = open(address, |endpoint| endpoint.timeouts = timeouts.into()).build();
    Watched::start(&gateway).keeping((socket, waiting)).asked("")
}
