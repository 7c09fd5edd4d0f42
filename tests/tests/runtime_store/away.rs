//! What happens while the store is away, and after it has lost its data.

use std::ops::RangeInclusive;
use std::path::Path;
use std::time::Duration;

use gwc_artifact::{ClientKey, StoreError};
use gwc_runtime::{Clock, Options};
use gwc_tests::net::{Redis, Served, Upstream, exchange};

use super::accuracy::scopes::scope;
use super::accuracy::{Counts, Run};
use super::{gateway, limit, per, statuses, total, until_available};

/// Requests for which the store was not available.
const AWAY: &str = "gwr_store_requests_total{result=\"unavailable\"}";

fn passed(statuses: &[u16]) -> usize {
    statuses.iter().filter(|status| **status == 200).count()
}

pub(super) fn a_killed_store_does_what_was_declared(program: &Path) {
    let upstream = Upstream::text("ok");
    for (on_error, expected) in [
        (StoreError::Open, [200; 6]),
        (StoreError::Closed, [503; 6]),
        (StoreError::Local, [200, 200, 200, 200, 429, 429]),
    ] {
        let mut redis = Redis::start(program, &[]);
        let limited = total(limit(4, 3600, 4));
        let served = Served::with_admin(&gateway(&upstream, &redis, on_error, limited));
        assert_eq!(statuses(&served, 2), [200, 200], "{on_error:?}");
        redis.kill();
        assert_eq!(statuses(&served, 6), expected, "{on_error:?}");
        served.expect_metric(AWAY, 6.0);
    }
    let mut redis = Redis::start(program, &[]);
    let served = Served::start(&gateway(&upstream, &redis, StoreError::Closed, total(limit(4, 3600, 4))));
    redis.kill();
    let refused = exchange(served.address, "GET /a/x HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_eq!((refused.status, refused.header("retry-after")), (503, Some("1")));
    assert_eq!(refused.text(), "503 rate limits are temporarily unavailable");
    redis.restart();
    until_available(&served);
}

/// A process that does not answer is no process that is gone: nothing tells but the time.
pub(super) fn a_store_that_hangs_is_left_alone(program: &Path) {
    let redis = Redis::start(program, &[]);
    let upstream = Upstream::text("ok");
    let mut model = gateway(&upstream, &redis, StoreError::Closed, total(limit(1000, 3600, 1000)));
    let Some(gwc_artifact::Store::Redis(store)) = &mut model.store else { panic!("it has one") };
    store.timeout = Duration::from_millis(200);
    let served = Served::with_admin(&model);
    until_available(&served);
    redis.signal("STOP");
    // Each of these would wait for its whole time if the first had not found out.
    assert_eq!(statuses(&served, 50), [503; 50]);
    served.expect_metric(AWAY, 50.0);
    let failures = "gwr_request_failures_total{endpoint=\"GET /a/{tenant}\",reason=\"store_unavailable\"}";
    served.expect_metric(failures, 50.0);
    redis.signal("CONT");
    until_available(&served);
}

pub(super) fn after_a_loss_of_data_a_caller_has_one_burst_more(program: &Path) {
    let mut redis = Redis::start(program, &[]);
    let upstream = Upstream::text("ok");
    let start = Duration::from_secs(1_800_000_000);
    let clock = Clock::manual(start);
    let limited = per(ClientKey::Header("X-Tenant".to_owned()), limit(5, 500, 5));
    let model = gateway(&upstream, &redis, StoreError::Closed, limited);
    let served = Served::start_with(&model, Options { clock: clock.clone(), ..Options::default() });
    assert_eq!(passed(&statuses(&served, 8)), 5);
    redis.restart();
    // A token, so that the gateway asks again: it knows that there was none.
    clock.set(start + Duration::from_secs(100));
    let mut admitted = 0;
    let mut refused = 0;
    for _ in 0..4000 {
        if refused == 5 {
            break;
        }
        let status = statuses(&served, 1)[0];
        admitted += usize::from(status == 200);
        refused += usize::from(status == 429);
        std::thread::sleep(Duration::from_millis(2));
    }
    assert_eq!((admitted, refused), (5, 5));
}

/// Four servers at ten times the limit: the store is killed after 20 s, and is there again after 40 s, without its data.
pub(super) fn a_run_without_its_store_does_what_was_declared(program: &Path) {
    for on_error in [StoreError::Closed, StoreError::Open, StoreError::Local] {
        let mut redis = Redis::start(program, &[]);
        let store = redis.store(on_error);
        let mut run = Run::start(scope("per_header"), limit(10, 10, 10), Some(store), 4);
        // The burst, and 20 s of a token a second.
        admitted_each(run.until(200), 30..=30, 0, on_error);
        redis.kill();
        let (each, unavailable) = match on_error {
            StoreError::Closed => (0..=0, 400),
            StoreError::Open => (200..=200, 0),
            // Each process has a bucket of its own, which is full; its first request is up to 0.4 s late.
            StoreError::Local => (4 * 29..=4 * 30, 0),
        };
        admitted_each(run.until(400), each, unavailable, on_error);
        redis.restart();
        run.until_all_have(&redis);
        // One burst more. Of the last 20 s the first request is 0.1 s late.
        admitted_each(run.until(600), 29..=30, 0, on_error);
    }
}

fn admitted_each(
    (admitted, others): Counts,
    expected: RangeInclusive<usize>,
    unavailable: usize,
    on_error: StoreError,
) {
    for caller in &admitted {
        assert!(expected.contains(&caller.len()), "{on_error:?}: {} of {expected:?}", caller.len());
    }
    assert_eq!(others.get(&503).copied().unwrap_or(0), unavailable, "{on_error:?}");
}
