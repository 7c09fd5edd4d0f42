//! Limits of requests.

use std::time::Duration;

use crate::codec::Encoded;

/// A limit on requests. Both parts absent: no limit.
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash, Encoded)]
pub struct RateLimit {
    /// Shared by all callers.
    pub total: Option<Limit>,
    /// For each caller.
    pub per_client: Option<PerClient>,
}

/// A number of requests in a time, by one way of counting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encoded)]
pub struct Limit {
    /// The refill.
    pub rate: Rate,
    /// The bucket's size, at least 1; a window has none.
    pub burst: u64,
    /// How requests are counted.
    pub window: Window,
}

/// How the requests of a limit are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encoded)]
#[repr(u8)]
pub enum Window {
    /// A token bucket: `burst` tokens at most, refilled at `rate`.
    Bucket = 1,
    /// The requests of the last period of `rate`: those of this calendar period, and of the one before it the share that
    /// is less than a period ago.
    Sliding = 2,
}

/// A number of requests in a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encoded)]
pub struct Rate {
    /// Requests, at least 1.
    pub count: u64,
    /// The period, at least a nanosecond.
    pub period: Duration,
}

/// A limit each caller has on its own.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Encoded)]
pub struct PerClient {
    /// What tells callers apart.
    pub key: ClientKey,
    /// Each caller's bucket.
    pub limit: Limit,
}

/// What tells callers apart.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Encoded)]
#[repr(u8)]
pub enum ClientKey {
    /// The client's address.
    Ip = 1,
    /// A request header.
    Header(String) = 2,
    /// A claim of the verified token.
    Claim(String) = 3,
    /// A parameter of the path (percent-decoded, so that no spelling gets a bucket of its own).
    Param(String) = 4,
    /// The API key, where the gateway verifies it; all callers without one are one.
    Key = 5,
}

impl RateLimit {
    /// Whether nothing is limited.
    pub fn is_none(&self) -> bool {
        self.total.is_none() && self.per_client.is_none()
    }
}
