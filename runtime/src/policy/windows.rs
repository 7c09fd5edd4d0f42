//! Sliding windows: how many requests a caller has sent in the last period, of which no more than a number may be.
//!
//! A window counts by hundredths of the period. A request counts until the hundredth in which it came is a whole period
//! ago: in no period are there more requests than the limit, and a request counts at most a hundredth of the period too
//! long. Only hundredths with requests are kept, so a caller with a limit of ten a minute has ten numbers at most.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use gwc_artifact::Limit;

use crate::error::Exceeded;
use crate::store::Count;

/// Windows are spread over this many locks.
const SHARDS: usize = 64;
/// Windows in one generation of one shard: two generations of all shards are a million, in tables of 66 MiB. Each hundredth
/// of a period with requests takes 16 bytes beside them.
const GENERATION: usize = 8192;
/// The slots that a period has.
const SLOTS: u64 = 100;

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

/// The slots in which requests of one caller were admitted, the oldest first.
#[derive(Debug, Clone, Default)]
struct Window(Vec<Slot>);

/// A hundredth of a period.
#[derive(Debug, Clone, Copy)]
struct Slot {
    /// Its number since the start.
    index: u64,
    /// The requests that were admitted in it.
    count: u64,
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
        let (window, wait) = (seconds(self.period), seconds(wait));
        Exceeded { whose, burst: self.limit, window, wait, message: None }
    }

    /// The length of a slot in nanoseconds.
    fn slot(self) -> u64 {
        self.period.div_ceil(SLOTS)
    }
}

impl Window {
    /// One request more at a time, if there may be one.
    ///
    /// # Errors
    /// How long until there may be one, in nanoseconds.
    fn take(&mut self, sliding: Sliding, now: u64) -> Result<(), u64> {
        let index = now / sliding.slot();
        self.0.retain(|slot| slot.index.saturating_add(SLOTS) >= index);
        let admitted = self.0.iter().fold(0_u64, |sum, slot| sum.saturating_add(slot.count));
        if let Some(exceeding) = admitted.checked_sub(sliding.limit) {
            return Err(self.time_until_free(exceeding, sliding.slot()).saturating_sub(now).max(1));
        }
        match self.0.last_mut() {
            Some(last) if last.index == index => last.count += 1,
            Some(_) => self.0.push(Slot { index, count: 1 }),
            // Most callers have one: nothing is reserved for more.
            None => self.0 = vec![Slot { index, count: 1 }],
        }
        Ok(())
    }

    /// When more than `exceeding` requests do not count any more.
    fn time_until_free(&self, exceeding: u64, slot: u64) -> u64 {
        let mut gone = 0_u64;
        let leaves = |slot: &&Slot| {
            gone = gone.saturating_add(slot.count);
            gone > exceeding
        };
        // All of them are more than exceed the limit, which is at least 1.
        let last = self.0.iter().find(leaves).map_or(u64::MAX, |slot| slot.index);
        last.saturating_add(SLOTS + 1).saturating_mul(slot)
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
        if !shard.young.contains_key(&caller) {
            let window = shard.old.remove(&caller).unwrap_or_default();
            if shard.young.len() >= GENERATION {
                shard.old = std::mem::take(&mut shard.young);
            }
            shard.young.insert(caller, window);
        }
        // A refused caller stays known as well: whatever others do meanwhile, it has no new window.
        shard.young.get_mut(&caller).map_or(Ok(()), |window| window.take(sliding, now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: u64 = 1_000_000_000;

    /// The times at which requests are admitted, of these times.
    fn admitted(sliding: Sliding, times: impl IntoIterator<Item = u64>) -> Vec<u64> {
        let mut window = Window::default();
        times.into_iter().filter(|now| window.take(sliding, *now).is_ok()).collect()
    }

    /// The most requests that any period has.
    fn most_in_a_period(sliding: Sliding, times: &[u64]) -> usize {
        let of =
            |first: u64| times.iter().filter(|time| (first..first + sliding.period).contains(*time)).count();
        times.iter().map(|first| of(*first)).max().unwrap_or(0)
    }

    /// Ten minutes at ten times the limit: each period has the limit, and all of them have it together, to 1 %.
    #[test]
    fn an_even_stream_has_the_limit_in_each_period() {
        let sliding = Sliding { period: 60 * SECOND, limit: 600 };
        let admitted = admitted(sliding, (0..60_000).map(|at| at * SECOND / 100));
        assert_eq!(most_in_a_period(sliding, &admitted), 600);
        assert!((5940..=6000).contains(&admitted.len()), "{}", admitted.len());
    }

    /// A caller that sends all it may at the end of a period has nothing left at the begin of the next.
    #[test]
    fn a_border_between_two_periods_doubles_nothing() {
        let sliding = Sliding { period: 60 * SECOND, limit: 100 };
        let bursts = [59, 60, 61, 90, 118, 119].iter().flat_map(|second| [second * SECOND; 200]);
        let admitted_at = admitted(sliding, bursts.chain([119 * SECOND + SECOND * 6 / 10; 200]));
        assert_eq!(most_in_a_period(sliding, &admitted_at), 100);
        // Whenever in its hundredth the first request came, the next period begins a hundredth late at most.
        assert_eq!(admitted_at.len(), 200);
    }

    #[test]
    fn what_was_admitted_counts_for_a_period_and_a_hundredth_at_most() {
        let sliding = Sliding { period: 60 * SECOND, limit: 1 };
        for begin in [0, 1, SECOND / 3, 599_999_999, 600_000_000] {
            let admitted = admitted(sliding, (0..60_700).map(|at| begin + at * SECOND / 1000));
            let again = admitted[1] - begin;
            assert!((60 * SECOND..=60 * SECOND + SECOND * 6 / 10).contains(&again), "{again}");
        }
    }

    #[test]
    fn the_wait_is_when_one_may_come() {
        let sliding = Sliding { period: 60 * SECOND, limit: 3 };
        let mut window = Window::default();
        for _ in 0..3 {
            window.take(sliding, 30 * SECOND).unwrap();
        }
        let mut now = 30 * SECOND;
        for _ in 0..10 {
            let Err(wait) = window.take(sliding, now) else { continue };
            assert!(window.clone().take(sliding, now + wait - 1).is_err(), "too late: {wait} at {now}");
            now += wait;
            window.take(sliding, now).unwrap();
        }
    }

    #[test]
    fn a_caller_has_a_slot_for_each_hundredth_with_requests() {
        let (sliding, mut window) = (Sliding { period: 60 * SECOND, limit: 10 }, Window::default());
        for at in 0..100_000 {
            let _ = window.take(sliding, at * SECOND / 10);
            assert!(window.0.len() <= 10);
        }
        let (wide, mut window) = (Sliding { limit: 1_000_000, ..sliding }, Window::default());
        for at in 0..100_000 {
            assert!(window.take(wide, at * SECOND / 100).is_ok());
        }
        assert_eq!(window.0.len(), 101);
    }

    #[test]
    fn extremes_do_not_overflow() {
        for (period, limit) in [(1, 1), (1, u64::MAX), (u64::MAX, 1), (u64::MAX, u64::MAX)] {
            for slots in [
                vec![],
                vec![Slot { index: 0, count: limit }, Slot { index: 1, count: limit }],
                vec![Slot { index: u64::MAX, count: u64::MAX - 1 }],
            ] {
                for now in [0, 1, u64::MAX] {
                    let _ = Window(slots.clone()).take(Sliding { period, limit }, now);
                }
            }
        }
    }
}
