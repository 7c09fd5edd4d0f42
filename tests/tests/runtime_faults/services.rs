//! A disk, a collector and a store that are not available: no request fails for it unless that is declared.

use std::time::Duration;

use gwc_artifact::{Gateway, Limit, Rate, RateLimit, RedisStore, Share, Store, StoreError, Traces, Window};
use gwc_tests::net::{Child, Upstream, Wire};

use super::{gateway, gwr, read_log, reasons};

/// Nothing listens there.
const NOWHERE: &str = "127.0.0.1:1";

/// Serves with an admin listener and an access log.
fn start(gateway: &Gateway, log: &str) -> Child {
    Child::start(gwr(), gateway, &["--workers", "1", "--admin", "127.0.0.1:0", "--access-log", log])
}

#[test]
fn a_full_disk_under_the_log_is_counted_and_stops_no_request() {
    let upstream = Upstream::text("ok");
    // Every write to it fails as on a full disk.
    let child = start(&gateway(upstream.address), "/dev/full");
    let mut wire = Wire::connect(child.address);
    for count in [1.0, 2.0] {
        assert_eq!(wire.get("/").status, 200);
        child.expect_metric("gwr_access_log_failed_writes_total", count);
    }
    child.expect_metric("gwr_access_log_dropped_lines_total", 0.0);
    let logged = child.expect_logged("the access log cannot be written: No space left on device");
    assert_eq!(logged, 1, "once, and not for each batch");
}

#[test]
fn a_collector_that_is_away_is_counted_and_costs_no_request() {
    let (upstream, place) = (Upstream::text("ok"), tempfile::tempdir().unwrap());
    let log = place.path().join("access.log");
    let mut model = gateway(upstream.address);
    let otlp = format!("http://{NOWHERE}");
    model.operations.traces = Some(Traces { otlp, sample: Share::ALL });
    let mut child = start(&model, log.to_str().unwrap());
    let mut wire = Wire::connect(child.address);
    for count in [1.0, 2.0] {
        assert_eq!(wire.get("/").status, 200);
        child.expect_metric("gwr_trace_export_failures_total", count);
        child.expect_metric("gwr_trace_spans_dropped_total", count);
    }
    child.expect_metric("gwr_trace_spans_exported_total", 0.0);
    let logged =
        child.expect_logged("traces cannot be exported to `http://127.0.0.1:1/v1/traces`: no connection");
    assert_eq!(logged, 1, "once, and not for each batch");
    child.signal("TERM");
    assert!(child.wait(super::PATIENCE).is_some_and(|status| status.success()));
    assert_eq!(reasons(&read_log(&log)), [(200, None); 2]);
}

/// A limit of 4 requests, counted in a server that is not there.
fn limited(upstream: &Upstream, on_error: StoreError) -> Gateway {
    let rate = Rate { count: 4, period: Duration::from_secs(3600) };
    let limit = Limit { rate, burst: 4, window: Window::Bucket };
    let (host, port) = NOWHERE.split_once(':').unwrap();
    let store = RedisStore {
        host: host.to_owned(),
        port: port.parse().unwrap(),
        database: 0,
        user: None,
        password: None,
        timeout: Duration::from_secs(2),
        on_error,
    };
    let mut model = gateway(upstream.address);
    model.endpoints[0].rate_limit = RateLimit { total: Some(limit), per_client: None }.into();
    model.store = Some(Store::Redis(store));
    model
}

#[test]
fn without_redis_what_was_declared_happens() {
    const PASSED: (u64, Option<&str>) = (200, None);
    const LIMITED: (u64, Option<&str>) = (429, Some("rate_limited_total"));
    const CLOSED: (u64, Option<&str>) = (503, Some("store_unavailable"));
    for (on_error, expected) in [
        (StoreError::Open, [PASSED; 6]),
        (StoreError::Closed, [CLOSED; 6]),
        (StoreError::Local, [PASSED, PASSED, PASSED, PASSED, LIMITED, LIMITED]),
    ] {
        let (upstream, place) = (Upstream::text("ok"), tempfile::tempdir().unwrap());
        let log = place.path().join("access.log");
        let mut child = start(&limited(&upstream, on_error), log.to_str().unwrap());
        let mut wire = Wire::connect(child.address);
        let statuses = expected.map(|_| u64::from(wire.get("/").status));
        assert_eq!(statuses, expected.map(|(status, _)| status), "{on_error:?}");
        child.expect_metric("gwr_store_requests_total{result=\"unavailable\"}", 6.0);
        for reason in expected.iter().filter_map(|(_, reason)| *reason) {
            let count = expected.iter().filter(|line| line.1 == Some(reason)).count();
            let series = format!("gwr_request_failures_total{{endpoint=\"GET /\",reason=\"{reason}\"}}");
            child.expect_metric(&series, count as f64);
        }
        assert_eq!(child.expect_logged("the store `127.0.0.1:1` is not available: "), 1, "{on_error:?}");
        child.signal("TERM");
        assert!(child.wait(super::PATIENCE).is_some_and(|status| status.success()));
        assert_eq!(reasons(&read_log(&log)), expected, "{on_error:?}");
    }
}
