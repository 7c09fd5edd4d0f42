//! Quotas in the server, for several gateways together.

use std::path::Path;
use std::time::Duration;

use gwc_artifact::{
    ClientKey, Credential, EndpointPolicy, Gateway, Limit, OnError, Period, Quota, QuotaKey, Set, StoreError,
    Window,
};
use gwc_runtime::{Clock, Options};
use gwc_tests::net::{Answer, Child, GatewayBuilder, Issuer, Redis, Served, SigningKey, Upstream, exchange};

use super::{gateway, limit, per, statuses, total};

fn priced(upstream: &Upstream, issuer: &Issuer, redis: &Redis, count: u64, on_error: OnError) -> Gateway {
    GatewayBuilder::new()
        .upstream("u", upstream.address)
        .route_with("GET /q", "u", "/", |endpoint| {
            endpoint.credential = Credential::AnyOf(vec!["iam".into()]);
            endpoint.policies = Set::from(vec![EndpointPolicy::Quota("free".to_owned())]).into();
            endpoint.rate_limit = total(limit(1000, 1, 1000)).into();
        })
        .with(|gateway| {
            gateway.auth = vec![issuer.check("iam")];
            let (name, key) = ("free".to_owned(), QuotaKey::Claim("owner".to_owned()));
            gateway.quotas = vec![Quota { name, key, count, period: Period::Year, soft: None, on_error }];
            gateway.store = Some(redis.store(StoreError::Open));
        })
        .build()
}

fn ask(served: &Served, token: &str) -> Answer {
    exchange(served.address, format!("GET /q HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\r\n"))
}

pub(super) fn four_servers_do_not_exceed_a_quota_together(program: &Path) {
    let redis = Redis::start(program, &[]);
    let (upstream, key) = (Upstream::text("ok"), SigningKey::new("a"));
    let issuer = Issuer::start(&[&key]);
    let model = priced(&upstream, &issuer, &redis, 40, OnError::Closed);
    let token = key.token("u1", r#","owner":"acme""#);
    let servers: Vec<Served> = (0..4).map(|_| Served::start(&model)).collect();
    let passed: usize = std::thread::scope(|scope| {
        let count = |served| (0..30).filter(|_| ask(served, &token).status == 200).count();
        let clients: Vec<_> = servers.iter().map(|served| scope.spawn(move || count(served))).collect();
        clients.into_iter().map(|client| client.join().expect("no panic")).sum()
    });
    assert_eq!(passed, 40);
    let asked = redis.scripts();
    let refused = ask(&servers[0], &token);
    assert_eq!((refused.status, refused.text().as_str()), (429, "429 quota free exceeded"));
    assert_eq!(redis.scripts(), asked, "it is known to be used up");
}

/// The same with processes, of which one is killed meanwhile: what it took stays taken.
pub(super) fn four_processes_do_not_exceed_a_quota_together(program: &Path) {
    let redis = Redis::start(program, &[]);
    let (upstream, key) = (Upstream::text("ok"), SigningKey::new("a"));
    let issuer = Issuer::start(&[&key]);
    let model = priced(&upstream, &issuer, &redis, 60, OnError::Closed);
    let token = key.token("u1", r#","owner":"acme""#);
    let gwr = Path::new(env!("CARGO_BIN_EXE_gwr-under-test"));
    let mut processes: Vec<Child> = (0..4).map(|_| Child::start(gwr, &model, &["--workers", "1"])).collect();
    let request = format!("GET /q HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\r\n");
    let count = |address, requests| {
        (0..requests).filter(|_| exchange(address, request.clone()).status == 200).count()
    };
    let killed = processes.pop().expect("four processes");
    let before = count(killed.address, 10);
    drop(killed);
    let passed: usize = std::thread::scope(|scope| {
        let clients: Vec<_> = processes
            .iter()
            .map(|process| process.address)
            .map(|at| scope.spawn(move || count(at, 40)))
            .collect();
        clients.into_iter().map(|client| client.join().expect("no panic")).sum()
    });
    assert_eq!((before, before + passed), (10, 60));
}

pub(super) fn a_quota_is_not_lost_with_the_process_of_the_server(program: &Path) {
    let mut redis = Redis::start(program, &["--appendonly", "yes", "--appendfsync", "always"]);
    let (upstream, key) = (Upstream::text("ok"), SigningKey::new("a"));
    let issuer = Issuer::start(&[&key]);
    let token = key.token("u1", r#","owner":"acme""#);
    let served = Served::start(&priced(&upstream, &issuer, &redis, 100, OnError::Closed));
    for _ in 0..5 {
        assert_eq!(ask(&served, &token).status, 200);
    }
    redis.kill();
    let refused = ask(&served, &token);
    assert_eq!((refused.status, refused.header("retry-after")), (503, Some("1")));
    redis.restart();
    for _ in 0..2000 {
        let answer = ask(&served, &token);
        if answer.status == 200 {
            let left = answer.header("ratelimit").expect("it has one");
            assert!(left.starts_with(r#""free";r=94;"#), "{left}");
            return;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("the store does not come back");
}

pub(super) fn an_open_quota_passes_what_cannot_be_counted(program: &Path) {
    let mut redis = Redis::start(program, &[]);
    let (upstream, key) = (Upstream::text("ok"), SigningKey::new("a"));
    let issuer = Issuer::start(&[&key]);
    let token = key.token("u1", r#","owner":"acme""#);
    let served = Served::start(&priced(&upstream, &issuer, &redis, 1, OnError::Open));
    assert!(
        ask(&served, &token)
            .header("ratelimit-policy")
            .is_some_and(|policy| policy.starts_with(r#""free";q=1;"#))
    );
    redis.kill();
    let answer = ask(&served, &token);
    assert_eq!((answer.status, answer.header("ratelimit")), (200, None));
}

/// A window in the server admits what one of the process does.
pub(super) fn a_window_is_the_same_everywhere(program: &Path) {
    let redis = Redis::start(program, &[]);
    let upstream = Upstream::text("ok");
    // A whole number of minutes: the windows of both begin with the clock.
    let start = Duration::from_secs(1_800_000_000);
    let sliding = Limit { window: Window::Sliding, ..limit(7, 60, 7) };
    let limited = per(ClientKey::Header("X-Tenant".to_owned()), sliding);
    let shared = gateway(&upstream, &redis, StoreError::Closed, limited);
    let alone = Gateway { store: None, ..shared.clone() };
    let clock = Clock::manual(start);
    let options = || Options { clock: clock.clone(), ..Options::default() };
    let (shared, alone) = (Served::start_with(&shared, options()), Served::start_with(&alone, options()));
    let (mut of_shared, mut of_alone) = (0_usize, 0_usize);
    for step in 0..150 {
        clock.set(start + Duration::from_millis(step * 1700));
        of_shared += usize::from(statuses(&shared, 1) == [200]);
        of_alone += usize::from(statuses(&alone, 1) == [200]);
    }
    // Their windows begin some milliseconds apart: a request at an edge may fall into another one.
    assert!(of_shared.abs_diff(of_alone) <= 1, "{of_shared} and {of_alone}");
    // Four minutes and a quarter, each of them a hundredth longer.
    assert!((33..=35).contains(&of_shared), "{of_shared}");
}

/// Who sends all that is allowed at the end of a minute has nothing left at the begin of the next, in the server and in
/// the process.
pub(super) fn a_border_between_two_periods_doubles_nothing(program: &Path) {
    let redis = Redis::start(program, &[]);
    let upstream = Upstream::text("ok");
    let start = Duration::from_secs(1_800_000_000);
    let sliding = Limit { window: Window::Sliding, ..limit(7, 60, 7) };
    let limited = per(ClientKey::Header("X-Tenant".to_owned()), sliding);
    let shared = gateway(&upstream, &redis, StoreError::Closed, limited);
    let alone = Gateway { store: None, ..shared.clone() };
    for model in [shared, alone] {
        let clock = Clock::manual(start);
        let served = Served::start_with(&model, Options { clock: clock.clone(), ..Options::default() });
        let admitted = |milliseconds: u64| {
            clock.set(start + Duration::from_millis(milliseconds));
            statuses(&served, 20).into_iter().filter(|status| *status == 200).count()
        };
        // A second before the border, around it, up to a minute later; then a hundredth of a minute after that.
        let counts = [59_000, 59_900, 60_000, 60_100, 90_000, 118_900, 119_700].map(admitted);
        assert_eq!(counts, [7, 0, 0, 0, 0, 0, 7]);
    }
}
