//! Clients that are refused by their user agent.

use crate::codec::Encoded;
use crate::values::Set;

/// Rules about `User-Agent`: the first that applies decides, in the order of the fields (krakend-botdetector v2.3).
/// Without one, the client may call.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Encoded)]
pub struct Bots {
    /// Whether a client without a user agent is refused.
    pub refuses_empty: bool,
    /// User agents that may call, compared exactly.
    pub allow: Set<String>,
    /// User agents that are refused, compared exactly.
    pub deny: Set<String>,
    /// Regular expressions of user agents that are refused, in the syntax of the crate `regex`.
    pub patterns: Set<String>,
}

impl Bots {
    /// Whether it refuses no client.
    pub fn is_none(&self) -> bool {
        !self.refuses_empty && self.deny.is_empty() && self.patterns.is_empty()
    }
}
