//! What is known of one host of an upstream by all cores, and kept over reloads.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use gwc_artifact::Ejection;
use tokio::time::Instant;

/// The requests and failures of a host.
#[derive(Debug, Default)]
pub(crate) struct HostState {
    /// Requests under way.
    active: AtomicUsize,
    /// Failures in a row.
    failures: AtomicU64,
    /// Until when it is left out, in milliseconds of the process; 0 where it is not.
    ejected: AtomicU64,
    /// How often it was left out, for metrics.
    ejections: AtomicU64,
}

/// One request at a host, until it is dropped.
#[derive(Debug)]
pub(crate) struct Use {
    state: Arc<HostState>,
    eject: Option<Ejection>,
}

impl HostState {
    pub(crate) fn active(&self) -> usize {
        self.active.load(Ordering::Relaxed)
    }

    /// Whether it gets no requests while another host can.
    pub(crate) fn is_ejected(&self, now: Instant) -> bool {
        self.ejected.load(Ordering::Relaxed) > milliseconds(now)
    }

    /// How often it was left out.
    pub(crate) fn ejections(&self) -> u64 {
        self.ejections.load(Ordering::Relaxed)
    }
}

impl Use {
    pub(crate) fn of(state: &Arc<HostState>, eject: Option<Ejection>) -> Use {
        state.active.fetch_add(1, Ordering::Relaxed);
        Use { state: Arc::clone(state), eject }
    }

    pub(crate) fn succeeded(&self) {
        self.state.failures.store(0, Ordering::Relaxed);
    }

    /// Ejects the host at the last failure of a row.
    pub(crate) fn failed(&self) {
        let Some(Ejection { after, time }) = self.eject else { return };
        if self.state.failures.fetch_add(1, Ordering::Relaxed) + 1 < after {
            return;
        }
        self.state.failures.store(0, Ordering::Relaxed);
        self.state.ejections.fetch_add(1, Ordering::Relaxed);
        let time = u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        self.state.ejected.store(milliseconds(Instant::now()).saturating_add(time), Ordering::Relaxed);
    }
}

impl Drop for Use {
    fn drop(&mut self) {
        self.state.active.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Since the first call, and never 0.
pub(super) fn milliseconds(now: Instant) -> u64 {
    static START: OnceLock<Instant> = OnceLock::new();
    let start = *START.get_or_init(|| now);
    u64::try_from(now.saturating_duration_since(start).as_millis()).unwrap_or(u64::MAX).saturating_add(1)
}
