//! What a gateway counts, as its admin listener shows it.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use super::client::Wire;

/// The value of one series of `/metrics`, as it is written there; nothing if there is no such series.
pub(super) fn value(admin: SocketAddr, series: &str) -> Option<f64> {
    let metrics = Wire::connect(admin).get("/metrics").text();
    let found = metrics.lines().find_map(|line| line.strip_prefix(series)?.strip_prefix(' '));
    found.map(|value| value.parse().expect("a number"))
}

/// Waits until a series has a value.
#[track_caller]
pub(super) fn expect(admin: SocketAddr, series: &str, expected: f64) {
    let end = Instant::now() + Duration::from_secs(20);
    while value(admin, series) != Some(expected) {
        let metrics = || Wire::connect(admin).get("/metrics").text();
        assert!(Instant::now() < end, "{series} is not {expected} in\n{}", metrics());
        std::thread::sleep(Duration::from_millis(10));
    }
}
