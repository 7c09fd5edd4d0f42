//! The store of all replicas, as one core uses it: what is known to be used up, what happens while it is away, and how
//! often either was the case.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use gwc_artifact::{RedisStore, StoreError};

use super::count::{Away, Store, Take, Taken};
use super::empty::Empty;
use crate::clock::Clock;

/// The store of one core.
pub(crate) struct SharedStore {
    settings: gwc_artifact::Store,
    store: Box<dyn Store>,
    on_error: StoreError,
    empty: Empty,
    stats: Arc<StoreStats>,
}

/// How often the cores of a process asked the store, and what came of it. For metrics.
#[derive(Debug, Default)]
pub(crate) struct StoreStats {
    /// Round trips.
    pub(crate) asked: AtomicU64,
    /// Requests that were refused without one, because a count was known to be used up.
    pub(crate) spared: AtomicU64,
    /// Requests for which the store was not available.
    pub(crate) away: AtomicU64,
}

/// What the store comes to for a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// One of each count was taken; these numbers are left.
    Taken(Vec<u64>),
    /// The count at this position is used up for so long.
    Refused { at: usize, wait: Duration },
    /// It is not available; this was declared for it.
    Away(StoreError),
}

impl SharedStore {
    /// The store of an artifact, where it is one that replicas share. Begins to connect; needs the runtime of a core.
    pub(crate) fn of(
        settings: &gwc_artifact::Store,
        clock: &Clock,
        stats: &Arc<StoreStats>,
    ) -> Option<SharedStore> {
        let gwc_artifact::Store::Redis(redis) = settings else { return None };
        let store = server(redis, clock);
        Some(SharedStore::over(settings.clone(), store, redis.on_error, Arc::clone(stats)))
    }

    fn over(
        settings: gwc_artifact::Store,
        store: Box<dyn Store>,
        on_error: StoreError,
        stats: Arc<StoreStats>,
    ) -> SharedStore {
        SharedStore { settings, store, on_error, empty: Empty::default(), stats }
    }

    /// Whether it is the store that these settings name.
    pub(crate) fn is(&self, settings: &gwc_artifact::Store) -> bool {
        self.settings == *settings
    }

    /// Takes one of each count, or of none.
    pub(crate) async fn take(&self, takes: &[Take], now: Instant) -> Verdict {
        for (at, take) in takes.iter().enumerate() {
            if let Some(until) = self.empty.until(&take.key, now) {
                self.stats.spared.fetch_add(1, Ordering::Relaxed);
                return Verdict::Refused { at, wait: until - now };
            }
        }
        self.stats.asked.fetch_add(1, Ordering::Relaxed);
        match self.store.take(takes).await {
            Ok(Taken::All(left)) => Verdict::Taken(left),
            Ok(Taken::Refused { at, wait }) => {
                let wait = Duration::from_micros(wait);
                if let (Some(take), Some(until)) = (takes.get(at), now.checked_add(wait)) {
                    self.empty.keep(&take.key, until);
                }
                Verdict::Refused { at, wait }
            }
            Err(Away) => {
                self.stats.away.fetch_add(1, Ordering::Relaxed);
                Verdict::Away(self.on_error)
            }
        }
    }
}

impl SharedStore {
    /// What is kept under a name.
    ///
    /// # Errors
    /// If the store is not available.
    pub(crate) async fn get(&self, name: &str) -> Result<Option<Vec<u8>>, Away> {
        self.stats.asked.fetch_add(1, Ordering::Relaxed);
        let found = self.store.get(name).await;
        if found.is_err() {
            self.stats.away.fetch_add(1, Ordering::Relaxed);
        }
        found
    }
}

#[cfg(feature = "redis")]
fn server(redis: &RedisStore, clock: &Clock) -> Box<dyn Store> {
    Box::new(super::redis::Redis::new(redis.clone(), clock.clone()))
}

/// A build without Redis refuses the artifact before it gets here; if it did not, the store would be away.
#[cfg(not(feature = "redis"))]
fn server(_: &RedisStore, _: &Clock) -> Box<dyn Store> {
    struct Nowhere;
    impl Store for Nowhere {
        fn take<'a>(&'a self, _: &'a [Take]) -> super::count::Answer<'a> {
            Box::pin(std::future::ready(Err(Away)))
        }

        fn get<'a>(&'a self, _: &'a str) -> super::count::Kept<'a> {
            Box::pin(std::future::ready(Err(Away)))
        }
    }
    Box::new(Nowhere)
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::super::count::{Answer, Count, Kept};
    use super::*;

    /// Answers what it was given, last first.
    struct Scripted(RefCell<Vec<Result<Taken, Away>>>);

    impl Store for Scripted {
        fn take<'a>(&'a self, _: &'a [Take]) -> Answer<'a> {
            Box::pin(async { self.0.borrow_mut().pop().expect("not asked so often") })
        }

        fn get<'a>(&'a self, _: &'a str) -> Kept<'a> {
            Box::pin(async { Err(Away) })
        }
    }

    fn store(answers: Vec<Result<Taken, Away>>) -> SharedStore {
        let settings = gwc_artifact::Store::Redis(gwc_artifact::RedisStore {
            host: "redis".to_owned(),
            port: 6379,
            database: 0,
            user: None,
            password: None,
            timeout: Duration::from_millis(20),
            on_error: StoreError::Closed,
        });
        SharedStore::over(settings, Box::new(Scripted(answers.into())), StoreError::Closed, Arc::default())
    }

    fn takes() -> Vec<Take> {
        let count = Count::Bucket { interval: 1.0, burst: 1 };
        ["a", "b"].map(|key| Take { key: key.to_owned(), count }).into()
    }

    #[tokio::test]
    async fn a_count_that_is_used_up_costs_no_second_round_trip() {
        let refused = Ok(Taken::Refused { at: 1, wait: 2_000_000 });
        let store = store(vec![Ok(Taken::All(vec![5, 6])), refused]);
        let now = Instant::now();
        let wait = Duration::from_secs(2);
        assert_eq!(store.take(&takes(), now).await, Verdict::Refused { at: 1, wait });
        let later = now + Duration::from_secs(1);
        assert_eq!(store.take(&takes(), later).await, Verdict::Refused { at: 1, wait: wait / 2 });
        assert_eq!(store.take(&takes(), now + wait).await, Verdict::Taken(vec![5, 6]));
        let stats = [&store.stats.asked, &store.stats.spared, &store.stats.away];
        assert_eq!(stats.map(|count| count.load(Ordering::Relaxed)), [2, 1, 0]);
    }

    #[tokio::test]
    async fn while_it_is_away_what_was_declared_happens() {
        let store = store(vec![Err(Away)]);
        assert_eq!(store.take(&takes(), Instant::now()).await, Verdict::Away(StoreError::Closed));
        assert_eq!(store.stats.away.load(Ordering::Relaxed), 1);
    }
}
