//! Names of hosts that no name server knows, and names that get another address.

use std::io;
use std::net::{IpAddr, SocketAddr, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use gwc_artifact::Gateway;
use gwc_runtime::{Lookup, Options};
use gwc_tests::net::{Upstream, loopback};

use super::{Logged, PATIENCE, gateway, reasons};

/// The address of the only name; nothing while the name server is away.
#[derive(Clone, Default)]
struct NameServer(Arc<Mutex<Option<IpAddr>>>);

impl NameServer {
    fn set(&self, address: Option<SocketAddr>) {
        *self.0.lock().unwrap() = address.map(|address| address.ip());
    }

    fn serve(&self, gateway: &Gateway) -> Logged {
        let known = Arc::clone(&self.0);
        let lookup = Lookup::by(move |name| {
            assert_eq!(name, "orders.test");
            known.lock().unwrap().map(|address| vec![address]).ok_or_else(|| io::Error::other("no answer"))
        });
        Logged::start_with(gateway, Options { lookup, ..Options::default() })
    }
}

/// A gateway whose upstream has a name.
fn named(port: u16) -> Gateway {
    let mut model = gateway(SocketAddr::from(([127, 0, 0, 1], port)));
    model.upstreams[0].hosts[0].host = "orders.test".to_owned();
    model
}

/// Requests until the answer is this one; returns the statuses of the others before it.
fn until(logged: &Logged, wanted: (u16, &str)) -> Vec<u16> {
    let (end, mut others) = (Instant::now() + PATIENCE, Vec::new());
    loop {
        let answer = logged.connect().get("/");
        if (answer.status, answer.text().as_str()) == wanted {
            return others;
        }
        others.push(answer.status);
        assert!(Instant::now() < end, "{wanted:?} does not come: {others:?}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn a_name_without_an_answer_is_502_until_there_is_one() {
    let (upstream, names) = (Upstream::text("ok"), NameServer::default());
    let logged = names.serve(&named(upstream.address.port()));
    let refused = logged.connect().get("/");
    assert_eq!((refused.status, refused.text().as_str()), (502, "502 the upstream cannot be reached"));
    logged.expect_failures("upstream_name_unknown", 1.0);
    logged.expect_requests("5xx", "upstream_failed", 1.0);
    let failed = format!(
        "gwr_upstream_connects_total{{host=\"orders.test:{}\",result=\"failed\"}}",
        upstream.address.port()
    );
    logged.served.expect_metric(&failed, 1.0);
    // Nothing of it is remembered.
    names.set(Some(upstream.address));
    assert_eq!(logged.connect().get("/").status, 200);
    assert_eq!(reasons(&logged.lines()), [(502, Some("upstream_name_unknown")), (200, None)]);
}

/// Answers with this text until it is told that it is gone, and then no more on any connection.
fn until_gone(text: &'static str) -> (Upstream, Arc<AtomicBool>) {
    let gone = Arc::new(AtomicBool::new(false));
    let is_gone = Arc::clone(&gone);
    let upstream = Upstream::start(move |connection| {
        while connection.head().is_some() && !is_gone.load(Ordering::SeqCst) {
            connection.send(&response(text));
        }
    });
    (upstream, gone)
}

/// Ends it: nothing listens there any more.
fn end((upstream, gone): (Upstream, Arc<AtomicBool>)) {
    gone.store(true, Ordering::SeqCst);
    let address = upstream.address;
    drop(upstream);
    while TcpStream::connect(address).is_ok() {
        std::thread::sleep(Duration::from_millis(10));
    }
}

fn response(text: &str) -> String {
    format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{text}", text.len())
}

/// An upstream at another address of this machine, or at one that was given up.
fn at(address: [u8; 4], port: u16, text: &'static str) -> Upstream {
    Upstream::start_at(SocketAddr::from((address, port)), move |connection| {
        while connection.head().is_some() {
            connection.send(&response(text));
        }
    })
}

/// What listened at the old address is gone: the name is resolved again because it refuses, and not only after a while.
#[test]
fn a_name_that_moves_is_followed() {
    let (before, names) = (until_gone("before"), NameServer::default());
    let port = before.0.address.port();
    let after = at([127, 0, 0, 2], port, "after");
    names.set(Some(before.0.address));
    let logged = names.serve(&named(port));
    assert_eq!(logged.connect().get("/").text(), "before");
    names.set(Some(after.address));
    // The connection that is open stays in use: what listens there answers as before.
    assert_eq!(logged.connect().get("/").text(), "before");
    assert_eq!((before.0.connections(), after.connections()), (1, 0));
    end(before);
    let others = until(&logged, (200, "after"));
    assert!(others.iter().all(|status| *status == 502), "{others:?}");
    logged.expect_failures("upstream_refused", others.len() as f64);
    let lines = logged.lines();
    let failed = reasons(&lines).into_iter().filter(|(status, _)| *status != 200);
    assert!(failed.into_iter().all(|line| line == (502, Some("upstream_refused"))), "{lines:?}");
}

/// A name server that is away takes no addresses with it.
#[test]
fn without_a_name_server_the_known_address_is_used() {
    let (upstream, names) = (until_gone("ok"), NameServer::default());
    let port = upstream.0.address.port();
    names.set(Some(loopback()));
    let logged = names.serve(&named(port));
    assert_eq!(logged.connect().get("/").status, 200);
    names.set(None);
    end(upstream);
    until(&logged, (502, "502 the upstream cannot be reached"));
    // A second after a failure the name is asked for again, and there is no answer.
    std::thread::sleep(Duration::from_millis(1100));
    assert_eq!(logged.connect().get("/").status, 502);
    let _back = at([127, 0, 0, 1], port, "back");
    assert_eq!(logged.connect().get("/").text(), "back");
    let lines = logged.lines();
    let failed = reasons(&lines).into_iter().filter(|(status, _)| *status != 200);
    assert!(failed.into_iter().all(|line| line == (502, Some("upstream_refused"))), "{lines:?}");
}
