//! Other upstreams that get some of the requests of an endpoint.

use std::fmt;

use crate::codec::Encoded;

/// An upstream that gets some of the requests in place of the endpoint's own.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Encoded)]
pub struct SplitTarget {
    /// The upstream's name.
    pub upstream: String,
    /// Which requests it gets.
    pub by: SplitBy,
}

/// Which requests go to another upstream. The first header that a request has decides; without one, the shares do.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Encoded)]
#[repr(u8)]
pub enum SplitBy {
    /// This many of a hundred requests, chosen at random; together at most a hundred.
    Weight(u64) = 1,
    /// Requests in which a line of this header has exactly this value.
    Header {
        /// The header, lower case.
        name: String,
        /// Its value.
        value: String,
    } = 2,
}

impl fmt::Display for SplitBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SplitBy::Weight(share) => write!(f, "{share}% of the requests"),
            SplitBy::Header { name, value } => write!(f, "requests with `{name}: {value}`"),
        }
    }
}
