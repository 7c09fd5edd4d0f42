//! Breakers, ejection, least requests and retries: what an upstream that fails is still sent.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use gwc_artifact::{
    Balancing, Breaker, Ejection, Failure, Gateway, Retries, Scheme, Set, UpstreamHost, UpstreamOptions,
};
use gwc_tests::net::{Answer, GatewayBuilder, Served, Upstream, exchange};

fn breaker(errors: u64, open: Duration, count: &[Failure]) -> UpstreamOptions {
    let count: Set<Failure> = count.iter().copied().collect();
    UpstreamOptions {
        breaker: Some(Breaker { errors, within: None, open, count }),
        ..UpstreamOptions::default()
    }
}

fn gateway(upstreams: &[&Upstream], options: UpstreamOptions) -> Gateway {
    let host = |upstream: &&Upstream| UpstreamHost {
        scheme: Scheme::Http,
        host: upstream.address.ip().to_string(),
        port: upstream.address.port(),
    };
    GatewayBuilder::new()
        .upstream("up", upstreams[0].address)
        .route("GET /a", "up", "/a")
        .route("POST /a", "up", "/a")
        .health("GET /health")
        .with(|gateway| {
            gateway.upstreams[0].hosts = upstreams.iter().map(host).collect();
            gateway.upstreams[0].options = options.into();
        })
        .build()
}

fn ask(served: &Served, method: &str, path: &str) -> Answer {
    exchange(
        served.address,
        format!("{method} {path} HTTP/1.1\r\nHost: api.test\r\nContent-Length: 0\r\n\r\n"),
    )
}

fn get(served: &Served) -> u16 {
    ask(served, "GET", "/a").status
}

/// An upstream that answers its first requests with these, and `200` after them.
fn answering(first: &'static [&'static str]) -> Upstream {
    let asked = Arc::new(AtomicUsize::new(0));
    Upstream::start(move |connection| {
        while connection.head().is_some() {
            let at = asked.fetch_add(1, Ordering::Relaxed);
            match first.get(at).copied().unwrap_or(OK) {
                "" => return,
                text => connection.send(text),
            }
            if first.get(at) == Some(&CUT) {
                return;
            }
        }
    })
}

const OK: &str = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
const FAILED: &str = "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n";
const AWAY: &str = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n";
/// A body that is cut: 5 bytes are announced, and the connection ends.
const CUT: &str = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5\r\n\r\nab";

#[test]
fn it_opens_at_the_last_error_and_tells_when_to_come_again() {
    let upstream = answering(&[FAILED, FAILED, FAILED]);
    let served =
        Served::with_admin(&gateway(&[&upstream], breaker(3, Duration::from_secs(60), &Failure::ALL)));
    assert_eq!([get(&served), get(&served), get(&served)], [500; 3]);
    let refused = ask(&served, "GET", "/a");
    assert_eq!(refused.status, 503);
    let wait: u64 = refused.header("retry-after").expect("when to come again").parse().unwrap();
    assert!((1..=60).contains(&wait), "{wait}");
    assert_eq!(upstream.heads().len(), 3, "nothing more is sent");
    assert_eq!(ask(&served, "GET", "/health").json()["upstreams"]["up"], "circuit open");
    served.expect_metric("gwr_upstream_breaker_open{upstream=\"up\"}", 1.0);
    served.expect_metric("gwr_upstream_breaker_opened_total{upstream=\"up\"}", 1.0);
    served.expect_metric("gwr_upstream_breaker_refused_total{upstream=\"up\"}", 1.0);
    // A reload forgives nothing.
    let same = gateway(&[&upstream], breaker(3, Duration::from_secs(60), &Failure::ALL));
    served.handle.swap(gwc_tests::net::artifact(&same)).unwrap();
    assert_eq!(get(&served), 503);
}

#[test]
fn one_request_decides_after_the_pause() {
    let upstream = answering(&[FAILED]);
    let served = Served::start(&gateway(&[&upstream], breaker(1, Duration::from_millis(1), &Failure::ALL)));
    assert_eq!(get(&served), 500);
    std::thread::sleep(Duration::from_millis(5));
    assert_eq!([get(&served), get(&served)], [200; 2]);
}

#[test]
fn what_is_not_counted_opens_nothing() {
    let upstream = answering(&[FAILED; 5]);
    let options = breaker(1, Duration::from_secs(60), &[Failure::Reset, Failure::Timeout]);
    let served = Served::start(&gateway(&[&upstream], options));
    assert_eq!((0..5).map(|_| get(&served)).collect::<Vec<_>>(), [500; 5]);
    assert_eq!(get(&served), 200);
}

#[test]
fn a_body_that_is_cut_counts() {
    let upstream = answering(&[CUT, CUT]);
    let options = breaker(2, Duration::from_secs(60), &[Failure::Reset]);
    let served = Served::start(&gateway(&[&upstream], options));
    for _ in 0..2 {
        assert_eq!(ask(&served, "GET", "/a").end, gwc_tests::net::End::Cut);
    }
    assert_eq!(get(&served), 503);
}

#[test]
fn a_host_that_fails_is_left_out() {
    let (failing, other) = (answering(&[FAILED; 100]), answering(&[]));
    let eject = Some(Ejection { after: 2, time: Duration::from_secs(600) });
    let options = UpstreamOptions { eject, ..UpstreamOptions::default() };
    let served = Served::start(&gateway(&[&failing, &other], options));
    let statuses: Vec<u16> = (0..20).map(|_| get(&served)).collect();
    assert_eq!(statuses.iter().filter(|status| **status == 500).count(), 2, "{statuses:?}");
    assert_eq!(failing.heads().len(), 2);
}

#[test]
fn a_host_alone_is_never_left_out() {
    let failing = answering(&[FAILED; 100]);
    let eject = Some(Ejection { after: 1, time: Duration::from_secs(600) });
    let options = UpstreamOptions { eject, ..UpstreamOptions::default() };
    let served = Served::start(&gateway(&[&failing], options));
    assert_eq!((0..5).map(|_| get(&served)).collect::<Vec<_>>(), [500; 5]);
}

#[test]
fn the_host_with_the_fewest_requests_is_chosen() {
    let (gate, entered) = (Arc::new(std::sync::Barrier::new(2)), Arc::new(std::sync::Barrier::new(2)));
    let slow = {
        let (gate, entered) = (Arc::clone(&gate), Arc::clone(&entered));
        Upstream::start(move |connection| {
            while connection.head().is_some() {
                entered.wait();
                gate.wait();
                connection.send(OK);
            }
        })
    };
    let other = answering(&[]);
    let options = UpstreamOptions { balancing: Balancing::LeastRequests, ..UpstreamOptions::default() };
    let served = Served::start(&gateway(&[&slow, &other], options));
    std::thread::scope(|scope| {
        let held = scope.spawn(|| get(&served));
        entered.wait();
        assert_eq!((0..6).map(|_| get(&served)).collect::<Vec<_>>(), [200; 6]);
        assert_eq!((slow.heads().len(), other.heads().len()), (1, 6));
        gate.wait();
        assert_eq!(held.join().unwrap(), 200);
    });
}

#[test]
fn only_what_may_be_repeated_is_sent_again() {
    let retries = Some(Retries { attempts: 3, budget: 20 });
    let serve = |first| {
        let upstream = answering(first);
        let options = UpstreamOptions { retries, ..UpstreamOptions::default() };
        let served = Served::with_admin(&gateway(&[&upstream], options));
        (upstream, served)
    };
    let (upstream, served) = serve(&[AWAY, ""]);
    assert_eq!((get(&served), upstream.heads().len()), (200, 3), "after a status and after a reset");
    served.expect_metric("gwr_upstream_retries_total{upstream=\"up\"}", 2.0);
    let (upstream, served) = serve(&[AWAY, AWAY, AWAY, AWAY]);
    assert_eq!((get(&served), upstream.heads().len()), (503, 3), "three attempts");
    let (upstream, served) = serve(&[AWAY]);
    assert_eq!((ask(&served, "POST", "/a").status, upstream.heads().len()), (503, 1));
    let (upstream, served) = serve(&[FAILED]);
    assert_eq!((get(&served), upstream.heads().len()), (500, 1), "a 500 says that the request was handled");
}
