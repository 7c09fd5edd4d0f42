//! Token buckets, kept as the time at which each will be full again (GCRA).
//!
//! A bucket of `burst` tokens that is refilled at a rate is one number, so taking a token is one comparison. Totals are
//! one atomic each, shared by all cores. Buckets of callers are in one [`Buckets`] for the whole process: bounded,
//! whatever clients do, and kept over a reload. All count in this process; `crate::store` counts for all replicas.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use gwc_artifact::Limit;

use super::windows::Windows;
use crate::error::Exceeded;
use crate::store::Count;

/// Callers' buckets are spread over this many locks.
const SHARDS: usize = 64;
/// Buckets in one generation of one shard: two generations of all shards are a million buckets, in tables of 34 MiB.
const GENERATION: usize = 8192;
/// A generation lasts at least so long.
const SHORTEST_GENERATION: Duration = Duration::from_secs(60);

/// The size and refill of a bucket, in nanoseconds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bucket {
    /// Between two tokens.
    interval: u64,
    burst: u64,
}

/// All buckets of a process.
#[derive(Debug)]
pub(crate) struct Buckets {
    started: Instant,
    hasher: RandomState,
    shards: Vec<Mutex<Shard>>,
    /// Limits that count by windows instead.
    pub(crate) windows: Windows,
    totals: Mutex<HashMap<u64, Arc<AtomicU64>>>,
    /// The longest time any bucket takes to fill, in nanoseconds: what was not touched for so long is full.
    horizon: AtomicU64,
}

/// When the buckets of callers are full, by the number of the caller. That is a keyed hash already, so that a fast hash of
/// it is enough.
type Times = HashMap<u64, u64, foldhash::fast::RandomState>;

/// The buckets of some callers, by hash, each with the time at which it is full. Those that were not touched for a whole
/// generation are forgotten. A generation is not over before [`GENERATION`] other callers of the shard were seen, or the
/// time that any bucket takes to fill: a caller that sends more often than that stays limited, however many others there are.
#[derive(Debug, Default)]
struct Shard {
    young: Times,
    old: Times,
    since: u64,
}

impl Bucket {
    pub(crate) fn of(limit: Limit) -> Bucket {
        let period = u64::try_from(limit.rate.period.as_nanos()).unwrap_or(u64::MAX);
        Bucket { interval: (period / limit.rate.count.max(1)).max(1), burst: limit.burst.max(1) }
    }

    /// Takes a token: answers when the bucket will be full then, or how long until there is one.
    fn take(self, full_at: u64, now: u64) -> Result<u64, u64> {
        let full_at = full_at.max(now);
        let latest = now.saturating_add(self.interval.saturating_mul(self.burst - 1));
        if full_at > latest {
            return Err(full_at - latest);
        }
        Ok(full_at.saturating_add(self.interval))
    }

    fn time_to_fill(self) -> u64 {
        self.interval.saturating_mul(self.burst)
    }

    /// The same bucket in a store that replicas share.
    pub(crate) fn shared(self) -> Count {
        Count::Bucket { interval: self.interval as f64 / 1000.0, burst: self.burst }
    }

    /// The refusal for a caller that has to wait `wait` nanoseconds.
    pub(crate) fn exceeded(self, whose: &'static str, wait: u64) -> Exceeded {
        let seconds = |nanos: u64| nanos.div_ceil(1_000_000_000).max(1);
        let (window, wait) = (seconds(self.time_to_fill()), seconds(wait));
        Exceeded { whose, burst: self.burst, window, wait, message: None }
    }
}

impl Buckets {
    pub(crate) fn new() -> Buckets {
        Buckets {
            started: Instant::now(),
            hasher: RandomState::new(),
            shards: (0..SHARDS).map(|_| Mutex::default()).collect(),
            windows: Windows::new(),
            totals: Mutex::default(),
            horizon: AtomicU64::new(u64::try_from(SHORTEST_GENERATION.as_nanos()).unwrap_or(u64::MAX)),
        }
    }

    /// The bucket of all callers of a scope, the same one after a reload.
    pub(crate) fn total(&self, id: u64) -> Arc<AtomicU64> {
        let mut totals = self.totals.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(totals.entry(id).or_default())
    }

    /// How many callers are remembered.
    pub(crate) fn callers(&self) -> usize {
        let known = |shard: &Mutex<Shard>| {
            let shard = shard.lock().unwrap_or_else(PoisonError::into_inner);
            shard.young.len() + shard.old.keys().filter(|caller| !shard.young.contains_key(caller)).count()
        };
        self.shards.iter().map(known).sum()
    }

    fn time(&self, now: Instant) -> u64 {
        u64::try_from(now.saturating_duration_since(self.started).as_nanos()).unwrap_or(u64::MAX)
    }

    /// Keeps a caller's bucket known for at least as long as this one takes to fill.
    pub(crate) fn keep_for(&self, bucket: Bucket) {
        self.horizon.fetch_max(bucket.time_to_fill(), Ordering::Relaxed);
    }

    /// The number of a caller: what `identify` hashes. The hash is keyed, so clients cannot choose callers that collide.
    pub(crate) fn caller(&self, identify: impl FnOnce(&mut <RandomState as BuildHasher>::Hasher)) -> u64 {
        let mut hasher = self.hasher.build_hasher();
        identify(&mut hasher);
        hasher.finish()
    }

    /// Takes a token of the bucket that all callers share; an error is the time until there is one, in nanoseconds.
    pub(crate) fn take_shared(&self, bucket: Bucket, full_at: &AtomicU64, now: Instant) -> Result<(), u64> {
        let now = self.time(now);
        let mut wait = 0;
        let taken = full_at.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |full_at| {
            bucket.take(full_at, now).inspect_err(|time| wait = *time).ok()
        });
        taken.map(drop).map_err(|_| wait)
    }

    /// Takes a token of a caller's bucket; an error is the time until there is one, in nanoseconds.
    pub(crate) fn take(&self, bucket: Bucket, caller: u64, now: Instant) -> Result<(), u64> {
        let now = self.time(now);
        let shard = &self.shards[caller as usize % SHARDS];
        let mut shard = shard.lock().unwrap_or_else(PoisonError::into_inner);
        shard.age(now, self.horizon.load(Ordering::Relaxed));
        if let Some(full_at) = shard.young.get_mut(&caller) {
            let taken = bucket.take(*full_at, now);
            *full_at = taken.unwrap_or(*full_at);
            return taken.map(drop);
        }
        let known = shard.old.get(&caller).copied();
        let taken = bucket.take(known.unwrap_or(0), now);
        // A refused caller stays known as well.
        if let Some(full_at) = taken.ok().or(known) {
            shard.young.insert(caller, full_at);
        }
        taken.map(drop)
    }
}

impl Shard {
    /// Drops the buckets that were not used for a generation: they are full again, unless there are more callers than fit.
    fn age(&mut self, now: u64, horizon: u64) {
        if self.young.len() >= GENERATION || now.saturating_sub(self.since) >= horizon {
            self.old = std::mem::take(&mut self.young);
            self.since = now;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use gwc_artifact::{Rate, Window};

    fn bucket(count: u64, period: Duration, burst: u64) -> Bucket {
        Bucket::of(Limit { rate: Rate { count, period }, burst, window: Window::Bucket })
    }

    /// The plain token bucket: tokens come in with time, up to `burst`, and each request takes one.
    #[test]
    fn a_bucket_is_the_token_bucket() {
        for (count, burst, step) in [(10, 1, 7), (10, 10, 3), (100, 5, 11), (1000, 50, 1), (3, 3, 200)] {
            let bucket = bucket(count, Duration::from_secs(1), burst);
            let full = bucket.interval * burst;
            let (mut full_at, mut tokens, mut last, mut allowed) = (0, full, 0, 0);
            for now in (0..10_000_000_000).step_by(step * 1_000_000) {
                tokens = full.min(tokens + now - last);
                last = now;
                let expected = tokens >= bucket.interval;
                tokens -= if expected { bucket.interval } else { 0 };
                let taken = bucket.take(full_at, now);
                assert_eq!(taken.is_ok(), expected, "{count}/s, burst {burst}, at {now}");
                full_at = taken.unwrap_or(full_at);
                allowed += u64::from(expected);
            }
            assert!(allowed <= burst + 10 * count, "{count}/s, burst {burst}: {allowed}");
        }
    }

    #[test]
    fn waits_are_until_the_next_token() {
        let bucket = bucket(2, Duration::from_secs(1), 2);
        let one = bucket.take(0, 0).unwrap();
        let two = bucket.take(one, 0).unwrap();
        assert_eq!(bucket.take(two, 0), Err(500_000_000));
        assert_eq!(bucket.take(two, 400_000_000), Err(100_000_000));
        assert!(bucket.take(two, 500_000_000).is_ok());
    }

    #[test]
    fn extremes_do_not_overflow() {
        for (count, period, burst) in [
            (u64::MAX, Duration::from_nanos(1), u64::MAX),
            (1, Duration::MAX, u64::MAX),
            (1, Duration::MAX, 1),
        ] {
            let bucket = bucket(count, period, burst);
            for (full_at, now) in [(0, 0), (u64::MAX, 0), (0, u64::MAX), (u64::MAX, u64::MAX)] {
                let _ = bucket.take(full_at, now);
            }
            let _ = bucket.exceeded("client", u64::MAX);
        }
    }

    #[test]
    fn callers_are_bounded_and_forgotten_when_full() {
        let (buckets, bucket) = (Buckets::new(), bucket(1, Duration::from_secs(1), 1));
        let start = buckets.started;
        assert!(buckets.take(bucket, 7, start).is_ok());
        assert!(buckets.take(bucket, 7, start).is_err());
        for caller in 0..1_200_000 {
            let _ = buckets.take(bucket, caller, start);
        }
        let kept = || -> usize {
            let count =
                |shard: &Mutex<Shard>| shard.lock().map(|shard| shard.young.len() + shard.old.len()).unwrap();
            buckets.shards.iter().map(count).sum()
        };
        assert!(kept() <= 2 * SHARDS * GENERATION, "{}", kept());
        for minutes in [2, 4] {
            for caller in 0..SHARDS as u64 {
                let _ = buckets.take(bucket, caller, start + Duration::from_secs(60 * minutes));
            }
        }
        assert!(kept() <= 2 * SHARDS, "{}", kept());
    }
}
