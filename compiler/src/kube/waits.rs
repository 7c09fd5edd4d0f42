//! How long requests take and stay silent, for what is in front of the pods and for what ends them.

use std::time;

use crate::model::{Gateway, Timeouts};
use gwc_syntax::value::Duration;

/// The class of ingress-nginx, whose annotations are known.
pub const NGINX: &str = "nginx";

/// The seconds that are written where there is no limit: a day.
pub const UNLIMITED: u64 = 24 * 3600;

/// Seconds between the removal of a pod from its Service and SIGTERM: the two race otherwise (kubernetes #43576).
pub const PRE_STOP: u64 = 5;
/// Seconds for what is left to do once all requests have ended.
const MARGIN: u64 = 5;

/// The timeouts of an endpoint, in whole seconds.
#[derive(Debug, Clone, Copy)]
pub struct Waits {
    first_byte: Option<u64>,
    idle: Option<u64>,
    total: Option<u64>,
}

/// The longest waits among all endpoints of a gateway, in whole seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Longest {
    /// Of a request; nothing where one has no limit.
    pub request: Option<u64>,
    /// Between two pieces of a response; a day where one has no limit.
    pub silence: u64,
    /// For which requests under way may go on when a pod ends: as long as the slowest may take, within bounds.
    pub drain: u64,
}

impl From<Timeouts> for Waits {
    fn from(timeouts: Timeouts) -> Self {
        let seconds = |limit: Option<Duration>| limit.map(|limit| limit.nanos.div_ceil(1_000_000_000));
        let Timeouts { first_byte, idle, total, .. } = timeouts;
        Self { first_byte: seconds(first_byte), idle: seconds(idle), total: seconds(total) }
    }
}

impl From<&gwc_artifact::Timeouts> for Waits {
    fn from(timeouts: &gwc_artifact::Timeouts) -> Self {
        let whole = |limit: time::Duration| limit.as_secs() + u64::from(limit.subsec_nanos() > 0);
        let seconds = |limit: Option<time::Duration>| limit.map(whole);
        let gwc_artifact::Timeouts { first_byte, idle, total, .. } = *timeouts;
        Self { first_byte: seconds(first_byte), idle: seconds(idle), total: seconds(total) }
    }
}

impl Waits {
    /// A response begins after `first_byte` at most and pauses for `idle` at most, and `total` ends both.
    fn silence(self) -> u64 {
        let total = self.total.unwrap_or(UNLIMITED);
        let phase = |limit: Option<u64>| limit.map_or(total, |limit| limit.min(total));
        phase(self.first_byte).max(phase(self.idle))
    }
}

impl FromIterator<Waits> for Longest {
    fn from_iter<I: IntoIterator<Item = Waits>>(all: I) -> Self {
        let (mut request, mut silence, mut totals) = (Some(0), None, Vec::new());
        for waits in all {
            request = request.zip(waits.total).map(|(longest, total): (u64, u64)| longest.max(total));
            silence = silence.max(Some(waits.silence()));
            totals.push(waits.total.map(time::Duration::from_secs));
        }
        let drain = gwc_plan::drain::time(totals).as_secs();
        Self { request, silence: silence.unwrap_or(UNLIMITED), drain }
    }
}

/// The longest waits of a gateway.
pub fn longest(gateway: &Gateway) -> Longest {
    gateway.all_endpoints().into_iter().map(|(_, endpoint, _)| Waits::from(endpoint.timeouts.value)).collect()
}

/// Seconds until a pod is killed.
pub fn grace(longest: Longest) -> u64 {
    PRE_STOP + longest.drain + MARGIN
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waits(first_byte: u64, idle: u64, total: u64) -> Waits {
        let set = |seconds: u64| (seconds > 0).then_some(seconds);
        Waits { first_byte: set(first_byte), idle: set(idle), total: set(total) }
    }

    #[test]
    fn the_longest_phase_decides() {
        for (first_byte, idle, total, expected) in [
            (0, 0, 0, UNLIMITED),
            (0, 0, 30, 30),
            (120, 300, 0, 300),
            (120, 0, 0, UNLIMITED),
            (120, 300, 60, 60),
            (5, 10, 600, 10),
        ] {
            assert_eq!(waits(first_byte, idle, total).silence(), expected, "{first_byte} {idle} {total}");
        }
    }

    #[test]
    fn requests_under_way_get_the_time_of_the_slowest_within_bounds() {
        let of = |totals: &[u64]| totals.iter().map(|total| waits(0, 0, *total)).collect::<Longest>();
        assert_eq!((of(&[3, 5]).drain, of(&[3, 5]).request), (30, Some(5)));
        assert_eq!((of(&[3, 60]).drain, of(&[3, 60]).request), (60, Some(60)));
        assert_eq!((of(&[3, 0]).drain, of(&[3, 0]).request), (120, None));
        assert_eq!((of(&[]).drain, of(&[]).silence, grace(of(&[600]))), (30, UNLIMITED, 130));
    }
}
