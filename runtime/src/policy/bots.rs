//! Clients that are refused by their user agent (krakend-botdetector v2.3).

use hyper::StatusCode;
use hyper::header::{HeaderMap, USER_AGENT};
use regex::bytes::{RegexSet, RegexSetBuilder};

use crate::error::{Denial, ProxyError};
use crate::reason::Reason;

static BOT: Denial =
    Denial { status: StatusCode::FORBIDDEN, text: "forbidden", reason: Reason::UserAgentDenied };

/// The memory that all expressions of a list may take once they are compiled, in bytes.
const LARGEST: usize = 4 * 1024 * 1024;

/// Rules about user agents, compiled.
#[derive(Debug)]
pub(crate) struct Bots {
    rules: gwc_artifact::Bots,
    patterns: RegexSet,
}

/// The expressions as one automaton, which reads a user agent once.
///
/// # Errors
/// If one is no expression, or all together are too large.
pub(crate) fn compile(rules: &gwc_artifact::Bots) -> Result<RegexSet, regex::Error> {
    RegexSetBuilder::new(rules.patterns.iter()).size_limit(LARGEST).build()
}

impl Bots {
    /// Nothing where the rules refuse no client. An artifact with expressions that do not compile is refused before.
    pub(crate) fn of(rules: &gwc_artifact::Bots) -> Option<Bots> {
        let patterns = compile(rules).ok().filter(|_| !rules.is_none())?;
        Some(Bots { rules: rules.clone(), patterns })
    }

    /// # Errors
    /// 403 for a client that is refused.
    pub(crate) fn check(&self, client: &HeaderMap) -> Result<(), ProxyError> {
        let agent = client.get(USER_AGENT).map_or(&[][..], |agent| agent.as_bytes());
        let listed = |list: &[String]| list.iter().any(|listed| listed.as_bytes() == agent);
        let refused = match () {
            () if agent.is_empty() => self.rules.refuses_empty,
            () if listed(&self.rules.allow) => false,
            () => listed(&self.rules.deny) || self.patterns.is_match(agent),
        };
        if refused { Err(ProxyError::Denied(&BOT)) } else { Ok(()) }
    }
}
