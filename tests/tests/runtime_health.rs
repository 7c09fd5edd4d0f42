//! Active health checks, and hosts by address: which hosts of an upstream get requests.

use std::collections::BTreeSet;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use gwc_artifact::{Gateway, HealthCheck, Resolution, Scheme, UpstreamHost, UpstreamOptions};
use gwc_runtime::{AdminAddress, Lookup, Options};
use gwc_tests::net::{GatewayBuilder, Served, Upstream, exchange, loopback};

/// An upstream that answers with its name, and its checks as the switch says.
fn checked_at(address: SocketAddr, name: &'static str, passes: &Arc<AtomicBool>) -> Upstream {
    let passes = Arc::clone(passes);
    Upstream::start_at(address, move |connection| {
        while let Some(head) = connection.head() {
            let status = match head.starts_with("GET /healthz ") && !passes.load(Ordering::SeqCst) {
                true => "503 Service Unavailable",
                false => "200 OK",
            };
            connection.send(&format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\n\r\n{name}", name.len()));
        }
    })
}

fn checked(name: &'static str) -> (Upstream, Arc<AtomicBool>) {
    let passes = Arc::new(AtomicBool::new(true));
    (checked_at(loopback(), name, &passes), passes)
}

fn options(health: bool, resolution: Resolution) -> UpstreamOptions {
    let check = HealthCheck {
        path: "/healthz".to_owned(),
        every: Duration::from_millis(30),
        timeout: Duration::from_millis(30),
    };
    UpstreamOptions { health: health.then_some(check), resolution, ..UpstreamOptions::default() }
}

fn gateway(hosts: &[(&str, u16)], options: UpstreamOptions) -> Gateway {
    let host = |(name, port): &(&str, u16)| UpstreamHost {
        scheme: Scheme::Http,
        host: (*name).to_owned(),
        port: *port,
    };
    GatewayBuilder::new()
        .upstream("up", loopback())
        .route("GET /a", "up", "/a")
        .health("GET /health")
        .with(|gateway| {
            gateway.upstreams[0].hosts = hosts.iter().map(host).collect();
            gateway.upstreams[0].options = options.into();
        })
        .build()
}

fn of(upstreams: &[&Upstream]) -> Gateway {
    let hosts: Vec<(&str, u16)> = upstreams.iter().map(|one| ("127.0.0.1", one.address.port())).collect();
    gateway(&hosts, options(true, Resolution::Name))
}

fn get(served: &Served, path: &str) -> String {
    exchange(served.address, format!("GET {path} HTTP/1.1\r\nHost: api.test\r\n\r\n")).text()
}

/// Waits until ten requests in a row are answered by exactly these.
#[track_caller]
fn expect_answers(served: &Served, names: &[&str]) {
    let end = Instant::now() + Duration::from_secs(30);
    let wanted: BTreeSet<String> = names.iter().map(|name| (*name).to_owned()).collect();
    loop {
        let answers: BTreeSet<String> = (0..10).map(|_| get(served, "/a")).collect();
        if answers == wanted {
            return;
        }
        assert!(Instant::now() < end, "{answers:?} answer, not {wanted:?}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn a_host_that_fails_its_check_gets_no_requests_until_it_passes() {
    let ((one, passes), (two, _)) = (checked("one"), checked("two"));
    let served = Served::with_admin(&of(&[&one, &two]));
    expect_answers(&served, &["one", "two"]);
    passes.store(false, Ordering::SeqCst);
    expect_answers(&served, &["two"]);
    let healthy = |upstream: &Upstream| {
        format!("gwr_upstream_host_healthy{{upstream=\"up\",host=\"{}\"}}", upstream.address)
    };
    served.expect_metric(&healthy(&one), 0.0);
    served.expect_metric(&healthy(&two), 1.0);
    let hosts = &served.admin("/endpoints").json()["upstreams"][0]["hosts"];
    assert_eq!((&hosts[0]["healthy"], &hosts[1]["healthy"]), (&false.into(), &true.into()));
    // A reload knows what was found out.
    served.handle.swap(gwc_tests::net::artifact(&of(&[&one, &two]))).unwrap();
    assert_eq!(
        (0..10).map(|_| get(&served, "/a")).collect::<BTreeSet<_>>(),
        BTreeSet::from(["two".to_owned()])
    );
    passes.store(true, Ordering::SeqCst);
    expect_answers(&served, &["one", "two"]);
    let check = one.heads().into_iter().find(|head| head.starts_with("GET /healthz ")).expect("a check");
    assert!(check.to_lowercase().contains(&format!("host: {}", one.address)), "{check}");
    assert!(check.contains("(health check)"), "{check}");
}

#[test]
fn where_no_host_passes_all_are_used() {
    let ((one, one_passes), (two, two_passes)) = (checked("one"), checked("two"));
    let served = Served::with_admin(&of(&[&one, &two]));
    one_passes.store(false, Ordering::SeqCst);
    two_passes.store(false, Ordering::SeqCst);
    for upstream in [&one, &two] {
        let series = format!("gwr_upstream_host_healthy{{upstream=\"up\",host=\"{}\"}}", upstream.address);
        served.expect_metric(&series, 0.0);
    }
    expect_answers(&served, &["one", "two"]);
    let health: serde_json::Value = serde_json::from_str(&get(&served, "/health")).unwrap();
    assert_eq!((&health["status"], &health["upstreams"]["up"]), (&"degraded".into(), &"unhealthy".into()));
}

#[test]
fn a_check_that_is_not_answered_fails() {
    let silent = Upstream::start(|connection| {
        while let Some(head) = connection.head() {
            if !head.starts_with("GET /healthz ") {
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsilent");
            }
        }
    });
    let (two, _) = checked("two");
    let served = Served::start(&of(&[&silent, &two]));
    expect_answers(&served, &["two"]);
}

/// Names that a test answers itself.
struct Names(Arc<Mutex<Option<Vec<IpAddr>>>>);

impl Names {
    fn of(addresses: &[&str]) -> Names {
        let names = Names(Arc::default());
        names.set(addresses);
        names
    }

    fn set(&self, addresses: &[&str]) {
        let parsed = addresses.iter().map(|address| address.parse().expect("an address")).collect();
        *self.0.lock().unwrap() = Some(parsed);
    }

    fn fail(&self) {
        *self.0.lock().unwrap() = None;
    }

    fn serve(&self, gateway: &Gateway) -> Served {
        let known = Arc::clone(&self.0);
        let lookup = Lookup::by(move |name| {
            assert_eq!(name, "pods.test");
            known.lock().unwrap().clone().ok_or_else(|| io::Error::from(io::ErrorKind::TimedOut))
        });
        let admin = AdminAddress::At(loopback());
        Served::start_with(gateway, Options { lookup, admin, ..Options::default() })
    }
}

/// Two hosts with one port at other addresses of this machine.
fn pods() -> (Upstream, Upstream, Arc<AtomicBool>) {
    let passes = Arc::new(AtomicBool::new(true));
    let one = checked_at(loopback(), "one", &passes);
    let beside = SocketAddr::from(([127, 0, 0, 2], one.address.port()));
    let two = checked_at(beside, "two", &Arc::new(AtomicBool::new(true)));
    (one, two, passes)
}

#[test]
fn each_address_of_a_name_gets_requests() {
    let (one, _two, _) = pods();
    let names = Names::of(&["127.0.0.1", "127.0.0.2"]);
    let served =
        names.serve(&gateway(&[("pods.test", one.address.port())], options(false, Resolution::EachAddress)));
    expect_answers(&served, &["one", "two"]);
    names.set(&["127.0.0.2"]);
    expect_answers(&served, &["two"]);
    names.fail();
    assert_eq!(get(&served, "/a"), "two", "a name server that is away removes nothing");
    names.set(&["127.0.0.1", "127.0.0.2"]);
    expect_answers(&served, &["one", "two"]);
    let head = one.heads().pop().expect("a request").to_lowercase();
    assert!(head.contains(&format!("host: pods.test:{}", one.address.port())), "{head}");
}

#[test]
fn addresses_are_checked_one_by_one() {
    let (one, _two, passes) = pods();
    let names = Names::of(&["127.0.0.1", "127.0.0.2"]);
    let served =
        names.serve(&gateway(&[("pods.test", one.address.port())], options(true, Resolution::EachAddress)));
    expect_answers(&served, &["one", "two"]);
    passes.store(false, Ordering::SeqCst);
    expect_answers(&served, &["two"]);
    let series =
        format!("gwr_upstream_host_healthy{{upstream=\"up\",host=\"127.0.0.1:{}\"}}", one.address.port());
    served.expect_metric(&series, 0.0);
}
