//! How reloads ended.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// How a reload ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ReloadResult {
    /// The new gateway serves.
    Loaded,
    /// The previous one keeps serving.
    Refused,
}

/// The reloads of a process.
#[derive(Debug)]
pub(crate) struct Reloads {
    loaded: AtomicU64,
    refused: AtomicU64,
    last_was_refused: AtomicBool,
    /// When the gateway that serves was loaded, in seconds since 1970.
    loaded_at: AtomicU64,
}

impl Default for Reloads {
    /// None yet; what serves was loaded now.
    fn default() -> Self {
        Reloads {
            loaded: AtomicU64::new(0),
            refused: AtomicU64::new(0),
            last_was_refused: AtomicBool::new(false),
            loaded_at: AtomicU64::new(seconds()),
        }
    }
}

impl Reloads {
    pub(crate) fn count(&self, result: ReloadResult) {
        let refused = result == ReloadResult::Refused;
        if refused { &self.refused } else { &self.loaded }.fetch_add(1, Ordering::Relaxed);
        self.last_was_refused.store(refused, Ordering::Relaxed);
        if !refused {
            self.loaded_at.store(seconds(), Ordering::Relaxed);
        }
    }

    pub(crate) fn loaded(&self) -> u64 {
        self.loaded.load(Ordering::Relaxed)
    }

    pub(crate) fn refused(&self) -> u64 {
        self.refused.load(Ordering::Relaxed)
    }

    /// Whether the last one was refused.
    pub(crate) fn last_was_refused(&self) -> bool {
        self.last_was_refused.load(Ordering::Relaxed)
    }

    /// When what serves was loaded, in seconds since 1970.
    pub(crate) fn loaded_at(&self) -> u64 {
        self.loaded_at.load(Ordering::Relaxed)
    }
}

fn seconds() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()
}
