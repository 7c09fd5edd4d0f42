//! How long requests may go on when a gateway ends: as long as the slowest endpoint may take, within bounds.

use std::time::Duration;

use gwc_artifact::{Backend, Gateway};

/// The shortest time, also for a gateway whose endpoints are faster.
pub const SHORTEST: Duration = Duration::from_secs(30);
/// The longest time, also for a gateway with requests that have no limit: streams may last for hours.
pub const LONGEST: Duration = Duration::from_secs(120);

/// The time for endpoints with these limits of a whole request.
pub fn time(totals: impl IntoIterator<Item = Option<Duration>>) -> Duration {
    let longest = totals.into_iter().map(|total| total.unwrap_or(LONGEST)).max();
    longest.unwrap_or(SHORTEST).clamp(SHORTEST, LONGEST)
}

/// The time for a gateway. What it answers by itself takes none.
pub fn of(gateway: &Gateway) -> Duration {
    let forwarded = |endpoint: &&gwc_artifact::Endpoint| matches!(endpoint.backend, Backend::Upstream { .. });
    time(gateway.endpoints.iter().filter(forwarded).map(|endpoint| endpoint.timeouts.total))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_slowest_endpoint_decides_within_bounds() {
        let of = |totals: &[Option<u64>]| time(totals.iter().map(|total| total.map(Duration::from_secs)));
        for (totals, seconds) in [
            (&[][..], 30),
            (&[Some(3), Some(5)], 30),
            (&[Some(3), Some(60)], 60),
            (&[Some(600)], 120),
            (&[Some(3), None], 120),
        ] {
            assert_eq!(of(totals), Duration::from_secs(seconds), "{totals:?}");
        }
    }
}
