//! How long requests take and stay silent, for what is in front of the pods.

use crate::model::{Gateway, Timeouts};
use gwc_syntax::value::Duration;

/// The class of ingress-nginx, whose annotations are known.
pub const NGINX: &str = "nginx";

/// The seconds that are written where there is no limit: a day.
pub const UNLIMITED: u64 = 24 * 3600;

/// The longest time of a request in whole seconds; nothing where one has no limit.
pub fn longest_request(gateway: &Gateway) -> Option<u64> {
    let mut longest = Some(0);
    for (_, endpoint, _) in gateway.all_endpoints() {
        let total = endpoint.timeouts.value.total.map(seconds);
        longest = longest.zip(total).map(|(longest, total): (u64, u64)| longest.max(total));
    }
    longest
}

/// The longest time between two pieces of a response in whole seconds; a day where one has no limit.
pub fn longest_silence(gateway: &Gateway) -> u64 {
    let silences = gateway.all_endpoints().into_iter().map(|(_, e, _)| silence(e.timeouts.value));
    silences.max().unwrap_or(UNLIMITED)
}

/// A response begins after `first_byte` at most and pauses for `idle` at most, and `total` ends both.
fn silence(timeouts: Timeouts) -> u64 {
    let total = timeouts.total.map_or(UNLIMITED, seconds);
    let phase = |limit: Option<Duration>| limit.map_or(total, seconds).min(total);
    phase(timeouts.first_byte).max(phase(timeouts.idle))
}

fn seconds(duration: Duration) -> u64 {
    duration.nanos.div_ceil(1_000_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_phase_decides() {
        let secs = |n: u64| (n > 0).then(|| Duration::from_secs(n));
        for (first_byte, idle, total, expected) in [
            (0, 0, 0, UNLIMITED),
            (0, 0, 30, 30),
            (120, 300, 0, 300),
            (120, 0, 0, UNLIMITED),
            (120, 300, 60, 60),
            (5, 10, 600, 10),
        ] {
            let timeouts = Timeouts {
                first_byte: secs(first_byte),
                idle: secs(idle),
                total: secs(total),
                ..Timeouts::default()
            };
            assert_eq!(silence(timeouts), expected, "{first_byte} {idle} {total}");
        }
    }
}
