//! What makes a request priced: quotas.

use crate::codec::Encoded;

/// A number of requests of each caller in a calendar period.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Encoded)]
pub struct Quota {
    /// The name endpoints refer to.
    pub name: String,
    /// What tells callers apart.
    pub key: QuotaKey,
    /// How many requests, at least 1.
    pub count: u64,
    /// The period, which begins and ends in UTC.
    pub period: Period,
    /// From how many requests on the answers have a warning; at most `count`.
    pub soft: Option<u64>,
    /// What happens to requests while they cannot be counted.
    pub on_error: OnError,
}

/// What tells callers of a quota apart.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Encoded)]
#[repr(u8)]
pub enum QuotaKey {
    /// A claim of the verified token, or a field of the record of a verified key.
    Claim(String) = 1,
    /// The API key, which the gateway verifies.
    Key = 2,
}

/// A calendar period in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Encoded)]
#[repr(u8)]
pub enum Period {
    /// From one full hour to the next.
    Hour = 1,
    /// From midnight on.
    Day = 2,
    /// From Monday on.
    Week = 3,
    /// From the first of the month on.
    Month = 4,
    /// From the first of January on.
    Year = 5,
}

impl Period {
    /// All of them.
    pub const ALL: [Period; 5] = [Period::Hour, Period::Day, Period::Week, Period::Month, Period::Year];

    /// The word of the language.
    pub fn as_str(self) -> &'static str {
        match self {
            Period::Hour => "hour",
            Period::Day => "day",
            Period::Week => "week",
            Period::Month => "month",
            Period::Year => "year",
        }
    }
}

/// What happens to requests while a service that decides about them is not available.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Encoded)]
#[repr(u8)]
pub enum OnError {
    /// They pass.
    Open = 1,
    /// They are refused with 503.
    Closed = 2,
}

impl OnError {
    /// The word of the language.
    pub fn as_str(self) -> &'static str {
        match self {
            OnError::Open => "open",
            OnError::Closed => "closed",
        }
    }
}
