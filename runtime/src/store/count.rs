//! What a store does: it takes one of several counts, or of none, and returns what is kept under a name.

use std::future::Future;
use std::pin::Pin;

/// Counts and records for all replicas together.
pub(crate) trait Store {
    /// Takes one of each count, or of none: the one that is used up for longest refuses.
    fn take<'a>(&'a self, takes: &'a [Take]) -> Answer<'a>;

    /// What is kept under a name; nothing if that is not there.
    fn get<'a>(&'a self, name: &'a str) -> Kept<'a>;
}

/// What is kept under a name.
pub(crate) type Kept<'a> = Pin<Box<dyn Future<Output = Result<Option<Vec<u8>>, Away>> + 'a>>;

/// What a store answers.
pub(crate) type Answer<'a> = Pin<Box<dyn Future<Output = Result<Taken, Away>> + 'a>>;

/// The store is not available, or did not do what it was asked for. The operator is told; a client is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Away;

/// One of a count.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Take {
    /// What is counted, as the store names it.
    pub(crate) key: String,
    pub(crate) count: Count,
}

/// How a count is kept.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Count {
    /// A token bucket: microseconds between two tokens, and how many it holds.
    Bucket { interval: f64, burst: u64 },
    /// A sliding window: its length in microseconds, and how many requests it may have.
    Window { period: f64, limit: u64 },
    /// A period with a limit, and when it ends, in microseconds since 1970.
    Period { limit: u64, ends: u64 },
}

/// What came of taking.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(not(feature = "redis"), expect(dead_code, reason = "without Redis no store counts"))]
pub(crate) enum Taken {
    /// How many are left of each count.
    All(Vec<u64>),
    /// The count at this position is used up; `wait` is the time until there is one again, in microseconds.
    Refused { at: usize, wait: u64 },
}
