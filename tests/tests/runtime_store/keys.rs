//! API keys whose records are in the store.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use gwc_artifact::{
    ApiKey, Auth, AuthKind, Credential, Gateway, KeyCheck, KeyRecords, KeySource, Minted, MintedHeader, Set,
    StoreError,
};
use gwc_tests::net::{Answer, GatewayBuilder, Redis, Served, Upstream, exchange};

/// Longer than a change takes to apply, on a busy machine too.
const PATIENCE: Duration = Duration::from_secs(60);

/// `GET /own` for keys of the store, with the owner of the key as `X-User-Id`.
fn gateway(upstream: &Upstream, redis: &Redis, on_error: StoreError) -> Gateway {
    let records = KeyRecords {
        source: KeySource::Store,
        limits: Set::default(),
        require: Set::default(),
        headers: vec![MintedHeader {
            header: "X-User-Id".to_owned(),
            value: Minted::First(vec!["owner".to_owned()]),
        }]
        .into(),
    };
    let key = ApiKey {
        prefixes: vec!["ak_".to_owned()].into(),
        headers: vec!["X-API-Key".to_owned()],
        verify: KeyCheck::Gateway(records),
    };
    GatewayBuilder::new()
        .upstream("u", upstream.address)
        .route_with("GET /own", "u", "/", |endpoint| {
            endpoint.credential = Credential::AnyOf(vec!["own".into()]);
            endpoint.forward.minted = vec!["X-User-Id".to_owned()].into();
            endpoint.forward.credentials = false;
        })
        .with(|gateway| {
            gateway.name = "shop".to_owned();
            gateway.store = Some(redis.store(on_error));
            gateway.auth = vec![Auth::new("own", AuthKind::ApiKey(key))];
        })
        .build()
}

fn hash(key: &str) -> String {
    gwc_token::digest(key.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Puts a record into the store, as the commands of `gwc keys store` do.
fn put(redis: &Redis, key: &str, of: &str, more: &str) {
    let record = format!(r#"{{"id":"id-{of}","hash":"{}","owner":"ann"{more}}}"#, hash(of));
    assert_eq!(redis.ask(&format!("SET gwr:shop:key:{} '{record}'", hash(key))), ["OK"]);
}

fn get(served: &Served, key: &str) -> Answer {
    exchange(served.address, format!("GET /own HTTP/1.1\r\nHost: x\r\nX-API-Key: {key}\r\n\r\n"))
}

/// Waits until a key has the status that a change brings about.
fn becomes(served: &Served, key: &str, status: u16) {
    let longest = Instant::now() + PATIENCE;
    while get(served, key).status != status {
        assert!(Instant::now() < longest, "{key} does not become {status}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// How often the store was asked for a record.
fn lookups(redis: &Redis) -> u64 {
    let stats = redis.ask("INFO commandstats").join("\n");
    let calls = stats.lines().find_map(|line| line.strip_prefix("cmdstat_get:calls="));
    calls.and_then(|rest| rest.split(',').next()?.parse().ok()).unwrap_or(0)
}

pub(super) fn a_key_passes_by_its_record_until_it_is_revoked(program: &Path) {
    let (redis, upstream) = (Redis::start(program, &[]), Upstream::text("ok"));
    put(&redis, "ak_one", "ak_one", "");
    put(&redis, "ak_old", "ak_old", r#","expires":"2020-01-01T00:00:00Z""#);
    put(&redis, "ak_gone", "ak_gone", r#","revoked":true"#);
    let served = Served::start(&gateway(&upstream, &redis, StoreError::Closed));
    assert_eq!(get(&served, "ak_one").status, 200);
    let head = upstream.heads().remove(0).to_lowercase();
    assert!(head.contains("\r\nx-user-id: ann\r\n") && !head.contains("ak_one"), "{head}");
    let long = format!("ak_{}", "x".repeat(4000));
    for key in ["ak_old", "ak_gone", "ak_unknown", "ak_", "sk-one", long.as_str()] {
        assert_eq!(get(&served, key).status, 401, "{key}");
    }
    put(&redis, "ak_one", "ak_one", r#","revoked":true"#);
    becomes(&served, "ak_one", 401);
    put(&redis, "ak_one", "ak_one", "");
    becomes(&served, "ak_one", 200);
    assert_eq!(redis.ask(&format!("DEL gwr:shop:key:{}", hash("ak_one"))), ["1"]);
    becomes(&served, "ak_one", 401);
    put(&redis, "ak_unknown", "ak_unknown", "");
    becomes(&served, "ak_unknown", 200);
}

/// Neither a record of another key, nor one with a misspelt field, nor another type of value opens anything.
pub(super) fn what_is_not_the_record_of_a_key_rejects_it(program: &Path) {
    let (redis, upstream) = (Redis::start(program, &[]), Upstream::text("ok"));
    put(&redis, "ak_one", "ak_other", "");
    put(&redis, "ak_two", "ak_two", r#","revokd":true"#);
    put(&redis, "ak_three", "ak_three", r#","limits":"none""#);
    put(&redis, "ak_good", "ak_good", "");
    assert_eq!(redis.ask(&format!("LPUSH gwr:shop:key:{} x", hash("ak_list"))), ["1"]);
    let served = Served::start(&gateway(&upstream, &redis, StoreError::Open));
    for key in ["ak_one", "ak_two", "ak_three", "ak_list"] {
        assert_eq!(get(&served, key).status, 503, "{key}");
        assert_eq!(get(&served, "ak_good").status, 200, "the connection is still there");
    }
    assert_eq!(upstream.heads().len(), 4);
}

/// Whatever the store does for limits: no key passes that was not verified.
pub(super) fn without_the_store_no_key_passes_unverified(program: &Path) {
    for on_error in [StoreError::Open, StoreError::Local, StoreError::Closed] {
        let (mut redis, upstream) = (Redis::start(program, &["--appendonly", "yes"]), Upstream::text("ok"));
        put(&redis, "ak_one", "ak_one", "");
        let served = Served::start(&gateway(&upstream, &redis, on_error));
        assert_eq!(get(&served, "ak_one").status, 200);
        redis.kill();
        assert_eq!(get(&served, "ak_two").status, 503, "{on_error:?}");
        assert_eq!(get(&served, "sk-one").status, 401, "it begins as no key");
        // A record is used again for a short time, and not for longer.
        becomes(&served, "ak_one", 503);
        redis.restart();
        becomes(&served, "ak_one", 200);
    }
}

/// Many requests with one key are one question, and so are many with an unknown one.
pub(super) fn a_crowd_costs_few_questions(program: &Path) {
    let (redis, upstream) = (Redis::start(program, &[]), Upstream::text("ok"));
    put(&redis, "ak_one", "ak_one", "");
    let served = Served::start(&gateway(&upstream, &redis, StoreError::Closed));
    assert_eq!(get(&served, "ak_one").status, 200);
    // From the change until the gateway sees it, no request asks.
    put(&redis, "ak_one", "ak_one", r#","revoked":true"#);
    let (before, seen) = (lookups(&redis), AtomicBool::new(false));
    let counts: Vec<usize> = std::thread::scope(|scope| {
        let clients: Vec<_> = (0..8)
            .map(|_| {
                scope.spawn(|| {
                    let mut count = 0;
                    while !seen.load(Ordering::SeqCst) {
                        match get(&served, "ak_one").status {
                            200 => count += 1,
                            status => {
                                assert_eq!(status, 401);
                                seen.store(true, Ordering::SeqCst);
                            }
                        }
                    }
                    count
                })
            })
            .collect();
        clients.into_iter().map(|client| client.join().expect("no panic")).collect()
    });
    let questions = lookups(&redis) - before;
    let requests = counts.iter().sum::<usize>();
    // One, and one more for a client that slept through the life of the answer.
    assert!((1..=3).contains(&questions), "{questions} questions for {requests} requests that were accepted");
}
