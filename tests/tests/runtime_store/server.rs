//! What the gateway and the server tell each other.

use std::path::Path;

use gwc_artifact::{ClientKey, Gateway, RateLimit, Secret, Store, StoreError};
use gwc_tests::net::{Redis, Served, Upstream, artifact, exchange};

use super::{gateway, limit, per, statuses, total, until_available};

fn change_store(gateway: &mut Gateway, change: impl FnOnce(&mut gwc_artifact::RedisStore)) {
    match &mut gateway.store {
        Some(Store::Redis(store)) => change(store),
        _ => panic!("it has none"),
    }
}

pub(super) fn a_caller_far_over_the_limit_costs_no_round_trip(program: &Path) {
    let redis = Redis::start(program, &[]);
    let upstream = Upstream::text("ok");
    let limited = per(ClientKey::Header("X-Tenant".to_owned()), limit(3, 3600, 3));
    let served = Served::start(&gateway(&upstream, &redis, StoreError::Closed, limited));
    assert_eq!(statuses(&served, 4), [200, 200, 200, 429]);
    let asked = redis.scripts();
    assert_eq!(statuses(&served, 50), [429; 50]);
    assert_eq!(redis.scripts(), asked);
}

pub(super) fn all_limits_of_a_request_are_one_round_trip(program: &Path) {
    let redis = Redis::start(program, &[]);
    let upstream = Upstream::text("ok");
    let both = RateLimit {
        total: Some(limit(100, 3600, 100)),
        ..per(ClientKey::Param("tenant".to_owned()), limit(50, 3600, 50))
    };
    let mut model = gateway(&upstream, &redis, StoreError::Closed, both.clone());
    model.rate_limit = RateLimit { per_client: None, ..both };
    let served = Served::start(&model);
    assert_eq!(statuses(&served, 1), [200]);
    // The server did not know the script when it was asked first.
    let asked = redis.scripts();
    assert_eq!(statuses(&served, 10), [200; 10]);
    assert_eq!(redis.scripts(), asked + 10);
    // A refused request takes nothing: the total of the endpoint has what 50 callers took of it.
    assert_eq!(statuses(&served, 60).iter().filter(|status| **status == 200).count(), 39);
    assert_eq!(redis.ask("DBSIZE"), ["3"]);
}

pub(super) fn a_refusal_states_the_tightest_limit(program: &Path) {
    let redis = Redis::start(program, &[]);
    let upstream = Upstream::text("ok");
    // The total is taken last, and is full again much later.
    let both = RateLimit {
        total: Some(limit(1, 7200, 1)),
        ..per(ClientKey::Param("tenant".to_owned()), limit(1, 3600, 1))
    };
    let served = Served::start(&gateway(&upstream, &redis, StoreError::Closed, both));
    assert_eq!(statuses(&served, 1), [200]);
    let refused = exchange(served.address, "GET /a/x HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_eq!(refused.status, 429);
    assert_eq!(refused.header("ratelimit-policy"), Some(r#""total";q=1;w=7200"#));
    let wait: u64 = refused.header("retry-after").expect("it has one").parse().expect("seconds");
    assert!((3601..=7200).contains(&wait), "{wait}");
}

pub(super) fn the_store_learns_nothing_of_a_caller(program: &Path) {
    let redis = Redis::start(program, &[]);
    let upstream = Upstream::text("ok");
    let limited = RateLimit { total: Some(limit(9, 60, 9)), ..per(ClientKey::Ip, limit(9, 60, 9)) };
    let served = Served::start(&gateway(&upstream, &redis, StoreError::Closed, limited));
    assert_eq!(statuses(&served, 1), [200]);
    let keys = redis.ask("KEYS *");
    assert_eq!(keys.len(), 2);
    for key in keys {
        assert!(key.starts_with("gwr:test:limit:") && !key.contains("127.0.0.1"), "{key}");
        let left: i64 = redis.ask(&format!("PTTL {key}"))[0].parse().expect("a number");
        assert!((1..=60_000).contains(&left), "a bucket that is full again is forgotten: {left}");
    }
}

pub(super) fn a_password_is_read_from_its_file(program: &Path) {
    let redis = Redis::start(program, &["--requirepass", "opensesame"]);
    let upstream = Upstream::text("ok");
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("password");
    let mut model = gateway(&upstream, &redis, StoreError::Closed, total(limit(100, 60, 100)));
    assert_eq!(statuses(&Served::start(&model), 1), [503]);
    let path = file.to_str().expect("text").to_owned();
    change_store(&mut model, |store| store.password = Some(Secret::File(path)));
    let served = Served::start(&model);
    assert_eq!(statuses(&served, 1), [503], "the file is not there yet");
    std::fs::write(&file, "opensesame\n").expect("a file");
    until_available(&served);
}

pub(super) fn a_cluster_is_refused(program: &Path) {
    let redis = Redis::start(program, &["--cluster-enabled", "yes"]);
    let upstream = Upstream::text("ok");
    let served = Served::start(&gateway(&upstream, &redis, StoreError::Closed, total(limit(100, 60, 100))));
    assert_eq!(statuses(&served, 2), [503; 2]);
    assert_eq!(redis.scripts(), 0);
}

pub(super) fn a_reload_keeps_the_connection(program: &Path) {
    let redis = Redis::start(program, &[]);
    let upstream = Upstream::text("ok");
    let model = gateway(&upstream, &redis, StoreError::Closed, total(limit(3, 3600, 3)));
    let served = Served::start(&model);
    assert_eq!(statuses(&served, 2), [200, 200]);
    let connections = || redis.ask("INFO stats").join("\n");
    let count = |text: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix("total_connections_received:"));
        line.and_then(|count| count.parse::<u64>().ok()).expect("a count")
    };
    let before = count(&connections());
    served.handle.swap(artifact(&model)).expect("it can be served");
    assert_eq!(statuses(&served, 2), [200, 429]);
    // Only the question itself is a new connection.
    assert_eq!(count(&connections()), before + 1);
}
