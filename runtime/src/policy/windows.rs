//! Sliding windows: how many requests a caller has sent in the last period, of which no more than a number may be.
//!
//! A window is two counts: of the period that a full number of periods since the start began, and of the one before it.
//! Of the latter the share counts that is less than a period ago, as if its requests had come evenly. So a window costs
//! the same whatever its limit is.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use gwc_artifact::Limit;

use crate::error::Exceeded;
use crate::store::Count;

/// Windows are spread over this many locks.
const SHARDS: usize = 64;
/// Windows in one generation of one shard: two generations of all shards are a million, in tables of 66 MiB.
const GENERATION: usize = 8192;

/// The length and size of a window.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sliding {
    /// In nanoseconds.
    period: u64,
    limit: u64,
}

/// All windows of a process.
#[derive(Debug)]
pub(crate) struct Windows {
    started: Instant,
    shards: Vec<Mutex<Shard>>,
}

/// The windows of some callers, by hash. Those that were not used while a generation filled up are forgotten.
#[derive(Debug, Default)]
struct Shard {
    young: HashMap<u64, Window>,
    old: HashMap<u64, Window>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Window {
    /// The number of the period since the start.
    index: u64,
    current: u64,
    previous: u64,
}

impl Sliding {
    pub(crate) fn of(limit: Limit) -> Sliding {
        let period = u64::try_from(limit.rate.period.as_nanos()).unwrap_or(u64::MAX).max(1);
        Sliding { period, limit: limit.rate.count.max(1) }
    }

    /// The same window in a store that replicas share.
    pub(crate) fn shared(self) -> Count {
        Count::Window { period: self.period as f64 / 1000.0, limit: self.limit }
    }

    /// The refusal for a caller that has to wait `wait` nanoseconds.
    pub(crate) fn exceeded(self, whose: &'static str, wait: u64) -> Exceeded {
        let seconds = |nanos: u64| nanos.div_ceil(1_000_000_000).max(1);
        Exceeded { whose, burst: self.limit, window: seconds(self.period), wait: seconds(wait) }
    }

    /// One request more at a time, if there may be one; else how long until there may.
    fn take(self, window: Window, now: u64) -> Result<Window, u64> {
        let (index, passed) = (now / self.period, now % self.period);
        let window = match index.checked_sub(window.index) {
            Some(0) => window,
            Some(1) => Window { index, current: 0, previous: window.current },
            _ => Window { index, current: 0, previous: 0 },
        };
        let share = |of: u64, passed: u64| {
            (u128::from(of) * u128::from(self.period - passed) / u128::from(self.period)) as u64
        };
        if share(window.previous, passed).saturating_add(window.current) < self.limit {
            return Ok(Window { current: window.current.saturating_add(1), ..window });
        }
        // When enough of the period before is a period ago; if that is not enough, of this one, in the next.
        let time_until = |of: u64, most: u64| {
            let left = u128::from(self.period) * (u128::from(most) + 1) / u128::from(of.max(1));
            self.period - u64::try_from(left).unwrap_or(u64::MAX).min(self.period)
        };
        Err(match self.limit.checked_sub(window.current.saturating_add(1)) {
            Some(most) => time_until(window.previous, most).saturating_sub(passed).max(1),
            None => (self.period - passed).saturating_add(time_until(window.current, self.limit - 1)),
        })
    }
}

impl Windows {
    pub(crate) fn new() -> Windows {
        Windows { started: Instant::now(), shards: (0..SHARDS).map(|_| Mutex::default()).collect() }
    }

    /// One request more of a caller.
    pub(crate) fn take(&self, sliding: Sliding, caller: u64, now: Instant) -> Result<(), u64> {
        let since = now.saturating_duration_since(self.started);
        let now = u64::try_from(since.as_nanos()).unwrap_or(u64::MAX);
        let shard = &self.shards[caller as usize % SHARDS];
        let mut shard = shard.lock().unwrap_or_else(PoisonError::into_inner);
        let known = shard.young.get(&caller).or_else(|| shard.old.get(&caller)).copied();
        let taken = sliding.take(known.unwrap_or_default(), now);
        // A refused caller stays known as well: whatever others do meanwhile, it has no new window.
        if let Some(window) = taken.ok().or(known) {
            if shard.young.len() >= GENERATION {
                shard.old = std::mem::take(&mut shard.young);
            }
            shard.young.insert(caller, window);
        }
        taken.map(drop)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: u64 = 1_000_000_000;

    #[test]
    fn no_period_has_more_than_the_limit_of_an_even_stream() {
        let sliding = Sliding { period: 60 * SECOND, limit: 10 };
        let (mut window, mut admitted) = (Window::default(), Vec::new());
        for second in 0..600 {
            if let Ok(next) = sliding.take(window, second * SECOND) {
                window = next;
                admitted.push(second);
            }
        }
        for first in 0..540 {
            let count = admitted.iter().filter(|second| (first..first + 60).contains(*second)).count();
            assert!(count <= 11, "{count} from second {first}");
        }
        assert!((95..=105).contains(&admitted.len()), "{}", admitted.len());
    }

    /// The share of the period before is that of an even stream, so a period that has all of its requests at its end
    /// allows nearly as many again within less than a period. Two calendar periods never have more than twice the limit.
    #[test]
    fn requests_at_the_end_of_a_period_may_be_nearly_doubled() {
        let sliding = Sliding { period: 60 * SECOND, limit: 100 };
        let (mut window, mut admitted) = (Window::default(), 0);
        let at_the_end = std::iter::repeat_n(60 * SECOND - 1, 200);
        for now in at_the_end.chain((60..119).map(|second| second * SECOND).flat_map(|now| [now; 5])) {
            if let Ok(next) = sliding.take(window, now) {
                window = next;
                admitted += 1;
            }
        }
        assert!((195..=200).contains(&admitted), "{admitted}");
    }

    #[test]
    fn the_wait_is_when_one_may_come() {
        let sliding = Sliding { period: 60 * SECOND, limit: 3 };
        let mut window = Window::default();
        for _ in 0..3 {
            window = sliding.take(window, 30 * SECOND).unwrap();
        }
        let mut now = 30 * SECOND;
        for _ in 0..10 {
            let Err(wait) = sliding.take(window, now) else { panic!("it is full at {now}") };
            assert!(sliding.take(window, now + wait - 1_000_000).is_err(), "too late: {wait} at {now}");
            now += wait + 1_000_000;
            window = sliding.take(window, now).unwrap();
        }
    }

    #[test]
    fn extremes_do_not_overflow() {
        for (period, limit) in [(1, 1), (1, u64::MAX), (u64::MAX, 1), (u64::MAX, u64::MAX)] {
            for window in [
                Window::default(),
                Window { index: 0, current: limit, previous: limit },
                Window { index: u64::MAX, current: limit, previous: 0 },
            ] {
                for now in [0, 1, u64::MAX] {
                    let _ = Sliding { period, limit }.take(window, now);
                }
            }
        }
    }
}
