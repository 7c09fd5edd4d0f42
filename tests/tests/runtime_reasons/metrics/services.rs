//! What is counted for callers, and the services that the gateway asks.

use std::path::Path;

use gwc_artifact::{ClientKey, PerClient, RateLimit, Share, Store, StoreError, Traces, Usage, UsageSink};
use gwc_tests::net::{Child, Issuer, Redis, SigningKey, Upstream, exchange};

use super::Moves;
use crate::counted::{Priced, limited, once, priced, redis_away, with_balance, with_quota};
use crate::watched::{NOWHERE, Watched, open};

pub(super) const MOVES: &[Moves] = &[
    Moves { name: "callers", metrics: &["gwr_limiter_callers"], run: callers },
    Moves {
        name: "a_store_that_is_not_available",
        metrics: &["gwr_store_requests_total"],
        run: a_store_that_is_not_available,
    },
    Moves {
        name: "a_quota_that_cannot_be_written",
        metrics: &["gwr_quota_write_failures_total"],
        run: a_quota_that_cannot_be_written,
    },
    Moves { name: "usage_records", metrics: &["gwr_usage_records_total"], run: usage_records },
    Moves { name: "balances", metrics: &["gwr_balance_requests_total"], run: balances },
    Moves { name: "key_sets", metrics: &["gwr_jwks_fetches_total", "gwr_jwks_loaded"], run: key_sets },
    Moves {
        name: "spans",
        metrics: &[
            "gwr_trace_spans_exported_total",
            "gwr_trace_spans_dropped_total",
            "gwr_trace_export_failures_total",
        ],
        run: spans,
    },
];

fn callers() {
    let limit = PerClient { key: ClientKey::Ip, limit: once() };
    let watched = limited(RateLimit { total: None, per_client: Some(limit) }, None);
    watched.served.expect_metric("gwr_limiter_callers", 1.0);
}

fn total() -> RateLimit {
    RateLimit { total: Some(once()), per_client: None }
}

fn a_store_that_is_not_available() {
    let watched = limited(total(), Some(Store::Redis(redis_away(StoreError::Open))));
    watched.served.expect_metric("gwr_store_requests_total{result=\"unavailable\"}", 2.0);
}

pub(super) fn requests_that_a_store_counts(program: &Path) {
    let redis = Redis::start(program, &[]);
    // The first takes the only token, the second is refused, and the third is known to be.
    let watched = limited(total(), Some(redis.store(StoreError::Closed))).asked("");
    watched.served.expect_metric("gwr_store_requests_total{result=\"asked\"}", 2.0);
    watched.served.expect_metric("gwr_store_requests_total{result=\"known_exceeded\"}", 1.0);
    watched.served.expect_metric("gwr_store_requests_total{result=\"unavailable\"}", 0.0);
}

/// Its file is as large as files may be.
fn a_quota_that_cannot_be_written() {
    let (upstream, key) = (Upstream::text("ok"), SigningKey::new("a"));
    let (issuer, place) = (Issuer::start(&[&key]), tempfile::tempdir().expect("a folder"));
    let (quotas, program) = (place.path().join("quotas"), place.path().join("gwr"));
    std::fs::write(&quotas, "no quota\n".repeat(200)).expect("a file");
    let gwr = env!("CARGO_BIN_EXE_gwr-under-test");
    // Without the signal, a write that exceeds the limit fails as on a full disk.
    let script = format!("#!/bin/sh\ntrap '' XFSZ\nulimit -f 1\nexec {gwr} \"$@\"\n");
    write_program(&program, &script);
    let gateway = priced(&upstream, &issuer, |gateway| with_quota(gateway, quotas.to_str().expect("text")));
    let child = Child::start(&program, &gateway, &["--workers", "1", "--admin", "127.0.0.1:0"]);
    let token = key.token("u1", r#","owner":"acme""#);
    let request = format!("GET / HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\r\n");
    assert_eq!(exchange(child.address, request).status, 200);
    child.expect_logged("cannot write quotas to");
    assert!(child.metric("gwr_quota_write_failures_total").is_some_and(|count| count >= 1.0));
}

fn write_program(path: &Path, text: &str) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::write(path, text).expect("a file");
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).expect("its mode");
}

fn usage_records() {
    let place = tempfile::tempdir().expect("a folder");
    let to = UsageSink::File(place.path().join("usage.jsonl").to_str().expect("text").to_owned());
    let usage = Usage { to, org: "owner".to_owned(), user: "sub".to_owned(), tokens: None, spool: None };
    let quotas = place.path().join("quotas");
    let priced = Priced::start(|gateway| {
        with_quota(gateway, quotas.to_str().expect("text"));
        gateway.usage = Some(usage);
    });
    let watched = priced.asked().0;
    watched.served.expect_metric("gwr_usage_records_total{result=\"written\"}", 2.0);
    watched.served.expect_metric("gwr_usage_records_total{result=\"spooled\"}", 0.0);
    watched.served.expect_metric("gwr_usage_records_total{result=\"dropped\"}", 0.0);
}

fn balances() {
    let counted =
        |result: &str| format!("gwr_balance_requests_total{{balance=\"credits\",result=\"{result}\"}}");
    let rich = with_balance(r#"{"available":1}"#);
    rich.served.expect_metric(&counted("failed"), 0.0);
    assert!(rich.served.metric(&counted("ok")).is_some_and(|count| count >= 1.0));
    let broken = with_balance("not JSON");
    assert!(broken.served.metric(&counted("failed")).is_some_and(|count| count >= 1.0));
}

fn key_sets() {
    let (upstream, key) = (Upstream::text("ok"), SigningKey::new("a"));
    let issuer = Issuer::start(&[&key]);
    issuer.answer("");
    let watched = Watched::start(&priced(&upstream, &issuer, |_| {}));
    let url = format!("url=\"http://{}/jwks\"", issuer.address());
    let count =
        |result: &str| watched.served.metric(&format!("gwr_jwks_fetches_total{{{url},result=\"{result}\"}}"));
    watched.served.expect_metric(&format!("gwr_jwks_loaded{{{url}}}"), 0.0);
    let end = std::time::Instant::now() + crate::watched::PATIENCE;
    while count("failed") == Some(0.0) {
        assert!(std::time::Instant::now() < end, "no fetch fails");
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    issuer.publish(&[&key]);
    watched.served.expect_metric(&format!("gwr_jwks_loaded{{{url}}}"), 1.0);
    assert_eq!(count("ok"), Some(1.0));
}

fn spans() {
    let collector = Upstream::start(|connection| {
        while let Some(head) = connection.head() {
            connection.skip_body(&head);
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        }
    });
    let traced = |collector: std::net::SocketAddr| {
        let gateway = open(NOWHERE, |_| {}).with(|gateway| {
            gateway.operations.traces =
                Some(Traces { otlp: format!("http://{collector}"), sample: Share::ALL });
        });
        Watched::start(&gateway.build()).asked("")
    };
    traced(collector.address).served.expect_metric("gwr_trace_spans_exported_total", 1.0);
    let away = traced(NOWHERE);
    away.served.expect_metric("gwr_trace_spans_dropped_total", 1.0);
    away.served.expect_metric("gwr_trace_export_failures_total", 1.0);
}
