//! The time by which limits and quotas count. Tests set it; nothing else does.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// The time by which limits and quotas count.
#[derive(Debug, Clone, Default)]
pub struct Clock(Option<Arc<Manual>>);

#[derive(Debug)]
struct Manual {
    /// What the first reading is on the monotonic clock.
    base: Instant,
    first: u64,
    /// Microseconds since 1970.
    now: AtomicU64,
}

impl Clock {
    /// A clock that shows a time since 1970 until [`Clock::set`] moves it. Clones move together.
    pub fn manual(now: Duration) -> Clock {
        let first = micros(now);
        Clock(Some(Arc::new(Manual { base: Instant::now(), first, now: AtomicU64::new(first) })))
    }

    /// Moves a manual clock to a time since 1970. The system's clock stays as it is.
    pub fn set(&self, now: Duration) {
        if let Some(manual) = &self.0 {
            manual.now.store(micros(now), Ordering::SeqCst);
        }
    }

    /// The monotonic time of an event that happens at `real`.
    pub(crate) fn instant(&self, real: Instant) -> Instant {
        self.0.as_ref().map_or(real, |manual| {
            manual.base
                + Duration::from_micros(manual.now.load(Ordering::SeqCst).saturating_sub(manual.first))
        })
    }

    /// Since 1970.
    pub(crate) fn unix(&self) -> Duration {
        self.manual_micros().map_or_else(
            || SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default(),
            Duration::from_micros,
        )
    }

    /// Microseconds since 1970 where the clock was set by hand: a store then counts by it, not by its own.
    pub(crate) fn manual_micros(&self) -> Option<u64> {
        self.0.as_ref().map(|manual| manual.now.load(Ordering::SeqCst))
    }
}

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}
