//! How many requests pass, in several servers together.

use std::path::Path;
use std::time::{Duration, Instant};

use gwc_artifact::{ClientKey, RateLimit, StoreError};
use gwc_runtime::{Clock, Options};
use gwc_tests::net::{Child, GatewayBuilder, Redis, Served, Upstream, Wire};

use super::{gateway, limit, per, total};

/// Seconds that are simulated.
const SECONDS: u64 = 60;
/// Requests that are admitted in a second, and at once.
const RATE: u64 = 5;

/// At ten times each limit, with a clock that the test moves by tenths of a second.
pub(super) fn four_servers_admit_together_what_one_would(program: &Path) {
    let redis = Redis::start(program, &[]);
    let upstream = Upstream::text("ok");
    let bucket = limit(RATE, 1, RATE);
    let limits: [(&str, RateLimit); 4] = [
        ("/total", total(bucket)),
        ("/address", per(ClientKey::Ip, bucket)),
        ("/header", per(ClientKey::Header("X-Tenant".to_owned()), bucket)),
        ("/param/{id}", per(ClientKey::Param("id".to_owned()), bucket)),
    ];
    let mut model = GatewayBuilder::new().upstream("u", upstream.address);
    for (path, limit) in &limits {
        let key = format!("GET {path}");
        model = model.route_with(&key, "u", "/", |endpoint| endpoint.rate_limit = limit.clone().into());
    }
    let model = model.with(|gateway| gateway.store = Some(redis.store(StoreError::Closed))).build();
    let start = Duration::from_secs(1_800_000_000);
    let clock = Clock::manual(start);
    let options = || Options { clock: clock.clone(), ..Options::default() };
    let servers: Vec<Served> = (0..4).map(|_| Served::start_with(&model, options())).collect();
    let mut wires: Vec<Wire> = servers.iter().map(|served| Wire::connect(served.address)).collect();
    let mut admitted = [0; 4];
    for step in 0..SECONDS * 10 {
        clock.set(start + Duration::from_millis(step * 100));
        for request in 0..RATE {
            for (scope, (path, _)) in limits.iter().enumerate() {
                let at = (step + request) as usize % wires.len();
                let answer = wires[at].get(&path.replace("{id}", "7"));
                assert!([200, 429].contains(&answer.status), "{}: {}", answer.status, answer.text());
                admitted[scope] += u64::from(answer.status == 200);
            }
        }
    }
    let expected = RATE + RATE * SECONDS;
    for (scope, count) in admitted.into_iter().enumerate() {
        let off = count.abs_diff(expected);
        assert!(off * 100 <= expected, "{}: {count} of {expected}", limits[scope].0);
    }
}

/// The same with processes, by their own clocks: the burst, and what the time that passed has brought.
pub(super) fn four_processes_admit_together_what_one_would(program: &Path) {
    let redis = Redis::start(program, &[]);
    let upstream = Upstream::text("ok");
    let model = gateway(&upstream, &redis, StoreError::Closed, total(limit(200, 60, 200)));
    let gwr = Path::new(env!("CARGO_BIN_EXE_gwr-under-test"));
    let processes: Vec<Child> = (0..4).map(|_| Child::start(gwr, &model, &["--workers", "2"])).collect();
    let started = Instant::now();
    let count = |address| {
        let mut wire = Wire::connect(address);
        (0..150).filter(|_| wire.get("/a/x").status == 200).count()
    };
    let clients: Vec<_> = processes
        .iter()
        .map(|process| process.address)
        .map(|address| std::thread::spawn(move || count(address)))
        .collect();
    let passed: usize = clients.into_iter().map(|client| client.join().expect("no panic")).sum();
    let refilled = started.elapsed().as_millis() * 200 / 60_000;
    let most = 200 + usize::try_from(refilled).expect("a minute at most") + 1;
    assert!((200..=most).contains(&passed), "{passed}, and at most {most}");
}
