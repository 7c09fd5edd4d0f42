//! What active checks found out about a host, for all cores, and kept over reloads.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use tokio::time::Instant;

use super::state::milliseconds;

/// The checks of one host.
#[derive(Debug, Default)]
pub(crate) struct CheckState {
    /// Whether the last check failed. A host that was never checked serves.
    failing: AtomicBool,
    /// When the next one begins, in milliseconds of the process.
    next: AtomicU64,
    running: AtomicBool,
    passed: AtomicU64,
    failed: AtomicU64,
}

/// A host passes again, or fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HealthChange {
    Recovered,
    Failed,
}

impl CheckState {
    /// Whether the host gets no requests while another one can serve.
    pub(crate) fn is_failing(&self) -> bool {
        self.failing.load(Ordering::Relaxed)
    }

    /// Begins a check if it is time for one and no other is under way.
    pub(crate) fn begin(&self, now: Instant, every: Duration) -> bool {
        let now = milliseconds(now);
        if self.next.load(Ordering::Relaxed) > now || self.running.swap(true, Ordering::Relaxed) {
            return false;
        }
        let every = u64::try_from(every.as_millis()).unwrap_or(u64::MAX);
        self.next.store(now.saturating_add(every), Ordering::Relaxed);
        true
    }

    /// Ends a check. Returns what changed since the one before.
    pub(crate) fn ended(&self, passes: bool) -> Option<HealthChange> {
        self.running.store(false, Ordering::Relaxed);
        let count = if passes { &self.passed } else { &self.failed };
        count.fetch_add(1, Ordering::Relaxed);
        match (self.failing.swap(!passes, Ordering::Relaxed), passes) {
            (true, true) => Some(HealthChange::Recovered),
            (false, false) => Some(HealthChange::Failed),
            _ => None,
        }
    }

    /// How long until a check is due; nothing while one is under way.
    pub(crate) fn due_in(&self, now: Instant) -> Option<Duration> {
        let idle = !self.running.load(Ordering::Relaxed);
        idle.then(|| {
            Duration::from_millis(self.next.load(Ordering::Relaxed).saturating_sub(milliseconds(now)))
        })
    }

    /// How many checks passed, and how many failed.
    pub(crate) fn counts(&self) -> (u64, u64) {
        (self.passed.load(Ordering::Relaxed), self.failed.load(Ordering::Relaxed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVERY: Duration = Duration::from_secs(5);

    #[tokio::test(start_paused = true)]
    async fn one_check_at_a_time_begins_at_each_interval() {
        let check = CheckState::default();
        assert!(check.begin(Instant::now(), EVERY), "the first one at once");
        assert!(!check.begin(Instant::now(), EVERY), "it is under way");
        tokio::time::advance(2 * EVERY).await;
        assert!(!check.begin(Instant::now(), EVERY), "it is still under way");
        assert_eq!(check.due_in(Instant::now()), None);
        assert_eq!(check.ended(true), None, "a host serves before its first check");
        assert_eq!(check.due_in(Instant::now()), Some(Duration::ZERO));
        assert!(check.begin(Instant::now(), EVERY));
        check.ended(true);
        tokio::time::advance(EVERY - Duration::from_millis(1)).await;
        assert!(!check.begin(Instant::now(), EVERY));
        tokio::time::advance(Duration::from_millis(1)).await;
        assert!(check.begin(Instant::now(), EVERY));
    }

    #[test]
    fn the_last_check_decides_and_a_turn_is_told_once() {
        let check = CheckState::default();
        assert!(!check.is_failing());
        assert_eq!(check.ended(false), Some(HealthChange::Failed));
        assert!(check.is_failing());
        assert_eq!(check.ended(false), None);
        assert_eq!(check.ended(true), Some(HealthChange::Recovered));
        assert_eq!(check.ended(true), None);
        assert!(!check.is_failing());
        assert_eq!(check.counts(), (2, 2));
    }
}
