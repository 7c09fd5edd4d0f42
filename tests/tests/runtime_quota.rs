//! Quotas in a file, sliding windows and concurrent requests, as clients meet them.

use std::path::Path;
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use gwc_artifact::{
    ClientKey, Credential, EndpointPolicy, Gateway, Limit, OnError, PerClient, Period, Quota, QuotaKey, Rate,
    RateLimit, Set, Store, Window,
};
use gwc_runtime::{Clock, Options};
use gwc_tests::net::{
    Answer, Child, GatewayBuilder, Issuer, Served, SigningKey, Upstream, artifact, exchange,
};

/// Ten seconds before the end of November 2090: after any day on which this runs.
const NOVEMBER: Duration = Duration::from_secs(3_815_769_590);

fn quota(count: u64, period: Period, soft: Option<u64>) -> Quota {
    Quota {
        name: "free".to_owned(),
        key: QuotaKey::Claim("owner".to_owned()),
        count,
        period,
        soft,
        on_error: OnError::Closed,
    }
}

/// `GET /q` with this quota, for tokens of the issuer.
fn gateway(upstream: &Upstream, issuer: &Issuer, quota: Quota, store: Store) -> Gateway {
    GatewayBuilder::new()
        .upstream("u", upstream.address)
        .route_with("GET /q", "u", "/", |endpoint| {
            endpoint.credential = Credential::AnyOf(vec!["iam".into()]);
            endpoint.policies = Set::from(vec![EndpointPolicy::Quota("free".to_owned())]).into();
        })
        .with(|gateway| {
            gateway.auth = vec![issuer.check("iam")];
            gateway.quotas = vec![quota];
            gateway.store = Some(store);
        })
        .build()
}

fn in_folder(folder: &Path) -> Store {
    Store::File(folder.join("quotas").to_str().expect("text").to_owned())
}

fn ask(address: std::net::SocketAddr, token: &str) -> Answer {
    exchange(address, format!("GET /q HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\r\n"))
}

#[test]
fn a_quota_counts_over_restarts_until_the_month_ends() {
    let (upstream, key, folder) = (Upstream::text("ok"), SigningKey::new("a"), tempfile::tempdir().unwrap());
    let issuer = Issuer::start(&[&key]);
    let model = gateway(&upstream, &issuer, quota(3, Period::Month, Some(2)), in_folder(folder.path()));
    let clock = Clock::manual(NOVEMBER);
    let serve = || Served::start_with(&model, Options { clock: clock.clone(), ..Options::default() });
    let token = key.token("u1", r#","owner":"acme""#);
    let served = serve();
    let first = ask(served.address, &token);
    assert_eq!(first.status, 200);
    assert_eq!(first.header("ratelimit-policy"), Some(r#""free";q=3;w=2592000"#));
    assert_eq!(first.header("ratelimit"), Some(r#""free";r=2;t=10"#));
    assert_eq!(first.header("x-quota-warning"), None);
    assert_eq!(ask(served.address, &token).header("x-quota-warning"), Some(r#""free";r=1;t=10"#));
    drop(served);
    let served = serve();
    // Another user of the same organisation: the quota is of the claim.
    assert_eq!(ask(served.address, &key.token("u2", r#","owner":"acme""#)).status, 200);
    let refused = ask(served.address, &token);
    assert_eq!((refused.status, refused.text().as_str()), (429, "429 quota free exceeded"));
    assert_eq!(refused.header("retry-after"), Some("10"));
    assert_eq!(refused.header("ratelimit"), Some(r#""free";r=0;t=10"#));
    assert_eq!(ask(served.address, &key.token("u1", r#","owner":"other""#)).status, 200);
    assert_eq!(upstream.heads().len(), 4);
    served.handle.swap(artifact(&model)).expect("it can be served");
    assert_eq!(ask(served.address, &token).status, 429);
    clock.set(NOVEMBER + Duration::from_secs(10));
    let december = ask(served.address, &token);
    assert_eq!(december.header("ratelimit"), Some(r#""free";r=2;t=2678400"#));
}

#[test]
fn a_killed_process_has_lost_its_last_second_at_most() {
    let (upstream, key, folder) = (Upstream::text("ok"), SigningKey::new("a"), tempfile::tempdir().unwrap());
    let issuer = Issuer::start(&[&key]);
    let model = gateway(&upstream, &issuer, quota(1000, Period::Year, None), in_folder(folder.path()));
    let gwr = Path::new(env!("CARGO_BIN_EXE_gwr-under-test"));
    let token = key.token("u1", r#","owner":"acme""#);
    let mut child = Child::start(gwr, &model, &[]);
    for _ in 0..20 {
        assert_eq!(ask(child.address, &token).status, 200);
    }
    std::thread::sleep(Duration::from_secs(1));
    child.signal("KILL");
    assert!(child.wait(Duration::from_secs(20)).is_some());
    let child = Child::start(gwr, &model, &[]);
    let left = ask(child.address, &token);
    let left = left.header("ratelimit").expect("it has one");
    assert!(left.starts_with(r#""free";r=979;"#), "{left}");
}

#[test]
fn two_processes_do_not_share_a_file() {
    let (upstream, key, folder) = (Upstream::text("ok"), SigningKey::new("a"), tempfile::tempdir().unwrap());
    let issuer = Issuer::start(&[&key]);
    let model = gateway(&upstream, &issuer, quota(3, Period::Day, None), in_folder(folder.path()));
    let _served = Served::start(&model);
    let refused = gwc_runtime::Server::bind(artifact(&model), Options::default());
    let refused = refused.err().expect("the file is in use").to_string();
    assert!(refused.contains("another process has locked it"), "{refused}");
}

#[test]
fn a_sliding_window_has_the_requests_of_one_period() {
    let upstream = Upstream::text("ok");
    let limit = Limit {
        rate: Rate { count: 10, period: Duration::from_secs(60) },
        burst: 10,
        window: Window::Sliding,
    };
    let clock = Clock::manual(NOVEMBER);
    let both = RateLimit {
        total: Some(Limit { rate: Rate { count: 15, ..limit.rate }, ..limit }),
        per_client: Some(PerClient { key: ClientKey::Header("X-Tenant".to_owned()), limit }),
    };
    let model = GatewayBuilder::new()
        .upstream("u", upstream.address)
        .route_with("GET /w", "u", "/", |endpoint| endpoint.rate_limit = both.into())
        .build();
    let served = Served::start_with(&model, Options { clock: clock.clone(), ..Options::default() });
    let ask = |tenant: &str| {
        exchange(served.address, format!("GET /w HTTP/1.1\r\nHost: x\r\nX-Tenant: {tenant}\r\n\r\n"))
    };
    let passed = |tenant: &str| (0..20).filter(|_| ask(tenant).status == 200).count();
    assert_eq!(passed("a"), 10);
    let refused = ask("a");
    assert_eq!(refused.status, 429);
    assert_eq!(refused.header("ratelimit-policy"), Some(r#""client";q=10;w=60"#));
    assert_eq!(passed("b"), 5, "what the total has left");
    let wait: u64 = refused.header("retry-after").expect("it has one").parse().expect("seconds");
    assert!((60..=61).contains(&wait), "{wait}");
    // A bucket would have filled up by now; a window has what is left of the last minute.
    clock.set(NOVEMBER + Duration::from_secs(59));
    assert_eq!(passed("a"), 0);
    clock.set(NOVEMBER + Duration::from_secs(200));
    assert_eq!(passed("a"), 10);
}

/// An upstream that answers when it is told to.
fn slow() -> (Upstream, impl Fn()) {
    let (tell, told) = channel::<()>();
    let told = Arc::new(Mutex::new(told));
    let upstream = Upstream::start(move |connection| {
        while let Some(head) = connection.head() {
            connection.skip_body(&head);
            let _ = told.lock().expect("no panic").recv();
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        }
    });
    (upstream, move || tell.send(()).expect("it waits"))
}

#[test]
fn only_so_many_requests_are_under_way() {
    let (upstream, answer) = slow();
    let limited = |most| Set::from(vec![EndpointPolicy::InFlight(most)]).into();
    let model = GatewayBuilder::new()
        .upstream("u", upstream.address)
        .route_with("GET /one", "u", "/", |endpoint| endpoint.policies = limited(1))
        .route("GET /any", "u", "/")
        .with(|gateway| gateway.upstreams[0].in_flight = Some(2))
        .build();
    let served = Served::start(&model);
    let address = served.address;
    let get = move |path: &str| exchange(address, format!("GET {path} HTTP/1.1\r\nHost: x\r\n\r\n"));
    let until = |count: usize| {
        while upstream.heads().len() < count {
            std::thread::sleep(Duration::from_millis(2));
        }
    };
    let first = std::thread::spawn(move || get("/one").status);
    until(1);
    let refused = get("/one");
    assert_eq!((refused.status, refused.header("retry-after")), (503, Some("1")));
    assert_eq!(refused.text(), "503 too many requests are under way");
    served.handle.swap(artifact(&model)).expect("it can be served");
    assert_eq!(get("/one").status, 503, "a reload forgets nothing that is under way");
    let second = std::thread::spawn(move || get("/any").status);
    until(2);
    assert_eq!(get("/any").status, 503, "two of the upstream are under way");
    answer();
    answer();
    assert_eq!([first.join().unwrap(), second.join().unwrap()], [200, 200]);
    answer();
    assert_eq!(get("/one").status, 200);
}
