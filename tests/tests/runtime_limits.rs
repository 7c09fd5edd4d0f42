//! Rate limits as clients meet them. How exact they are is in `runtime_store`.

use std::time::Duration;

use gwc_artifact::{ClientKey, Limit, PerClient, Rate, RateLimit, Window};
use gwc_runtime::Options;
use gwc_tests::net::{Answer, GatewayBuilder, Served, Upstream, Wire, artifact, exchange};

/// So many requests a minute, all of them at once if a client likes.
fn a_minute(count: u64) -> Limit {
    Limit { rate: Rate { count, period: Duration::from_secs(60) }, burst: count, window: Window::Bucket }
}

fn per_client(key: ClientKey, count: u64) -> RateLimit {
    RateLimit { total: None, per_client: Some(PerClient { key, limit: a_minute(count) }) }
}

fn total(count: u64) -> RateLimit {
    RateLimit { total: Some(a_minute(count)), per_client: None }
}

fn gateway(upstream: &Upstream, gateway_wide: RateLimit, endpoint: RateLimit) -> gwc_artifact::Gateway {
    GatewayBuilder::new()
        .upstream("u", upstream.address)
        .route_with("GET /a/{tenant}", "u", "/", |a| a.rate_limit = endpoint.into())
        .route("GET /b", "u", "/")
        .with(|gateway| gateway.rate_limit = gateway_wide)
        .build()
}

fn ask(served: &Served, path: &str, headers: &str) -> Answer {
    exchange(served.address, format!("GET {path} HTTP/1.1\r\nHost: x\r\n{headers}\r\n"))
}

/// How many of ten requests pass.
fn passed(served: &Served, path: &str, headers: impl Fn(usize) -> String) -> usize {
    (0..10).filter(|i| ask(served, path, &headers(*i)).status == 200).count()
}

#[test]
fn a_caller_has_a_burst_and_is_told_when_to_come_again() {
    let upstream = Upstream::text("ok");
    let served = Served::start(&gateway(&upstream, RateLimit::default(), per_client(ClientKey::Ip, 6)));
    let forged =
        |i| format!("X-Forwarded-For: 10.0.0.{i}\r\nX-Real-IP: 10.0.0.{i}\r\nForwarded: for=10.0.0.{i}\r\n");
    assert_eq!(passed(&served, "/a/x", forged), 6, "no header makes a new caller");
    let refused = ask(&served, "/a/x", "");
    assert_eq!((refused.status, refused.text().as_str()), (429, "429 rate limit exceeded"));
    assert_eq!(refused.header("retry-after"), Some("10"));
    assert_eq!(refused.header("ratelimit-policy"), Some(r#""client";q=6;w=60"#));
    assert_eq!(refused.header("ratelimit"), Some(r#""client";r=0;t=10"#));
    assert_eq!(upstream.heads().len(), 6);
    assert_eq!(passed(&served, "/b", |_| String::new()), 10, "another endpoint has its own limit, or none");
    assert_eq!(passed(&served, "/__health", |_| String::new()), 10);
}

#[test]
fn callers_are_told_apart_by_what_the_limit_says() {
    let upstream = Upstream::text("ok");
    let by_header = per_client(ClientKey::Header("X-Tenant".to_owned()), 3);
    let served = Served::start(&gateway(&upstream, RateLimit::default(), by_header));
    assert_eq!(passed(&served, "/a/x", |_| "x-tenant: one\r\n".to_owned()), 3);
    assert_eq!(passed(&served, "/a/x", |_| "X-Tenant: two\r\n".to_owned()), 3);
    assert_eq!(passed(&served, "/a/x", |_| String::new()), 3, "who says nothing is one caller");
    let by_param = per_client(ClientKey::Param("tenant".to_owned()), 3);
    let served = Served::start(&gateway(&upstream, RateLimit::default(), by_param));
    assert_eq!(passed(&served, "/a/one", |_| String::new()), 3);
    assert_eq!(passed(&served, "/a/%6fne", |_| String::new()), 0, "a spelling is no other caller");
    assert_eq!(passed(&served, "/a/two", |_| String::new()), 3);
}

#[test]
fn totals_are_shared_and_a_refused_caller_takes_nothing_from_them() {
    let upstream = Upstream::text("ok");
    let served = Served::start(&gateway(&upstream, total(5), RateLimit::default()));
    assert_eq!(passed(&served, "/a/x", |_| String::new()) + passed(&served, "/b", |_| String::new()), 5);
    let refused = ask(&served, "/b", "");
    assert_eq!(refused.header("ratelimit-policy"), Some(r#""total";q=5;w=60"#));
    let by_header = per_client(ClientKey::Header("X-Tenant".to_owned()), 3);
    let both = RateLimit { total: Some(a_minute(5)), ..by_header };
    let served = Served::start(&gateway(&upstream, RateLimit::default(), both));
    assert_eq!(passed(&served, "/a/x", |_| "X-Tenant: greedy\r\n".to_owned()), 3);
    assert_eq!(passed(&served, "/a/x", |_| "X-Tenant: other\r\n".to_owned()), 2, "what the total has left");
}

#[test]
fn all_cores_count_together_and_a_reload_forgives_nothing() {
    let upstream = Upstream::text("ok");
    let limited = || {
        gateway(
            &upstream,
            RateLimit::default(),
            RateLimit { total: Some(a_minute(40)), ..per_client(ClientKey::Ip, 30) },
        )
    };
    let options = Options { workers: std::num::NonZeroUsize::new(2), ..Options::default() };
    let served = Served::start_with(&limited(), options);
    let address = served.address;
    let clients: Vec<_> = (0..8)
        .map(|_| {
            std::thread::spawn(move || {
                let mut wire = Wire::connect(address);
                (0..10).filter(|_| wire.get("/a/x").status == 200).count()
            })
        })
        .collect();
    let passed: usize = clients.into_iter().map(|client| client.join().unwrap()).sum();
    assert!((30..=31).contains(&passed), "{passed}: a token may have come in meanwhile");
    served.handle.swap(artifact(&limited())).unwrap();
    assert_eq!(ask(&served, "/a/x", "").status, 429);
}
