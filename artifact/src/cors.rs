//! What pages of other origins may do, as a browser is told.

use std::fmt;
use std::time::Duration;

use crate::codec::Encoded;
use crate::method::Method;
use crate::values::Set;

/// A CORS policy (Fetch standard, section "CORS protocol").
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Encoded)]
pub struct Cors {
    /// The origins that may read responses.
    pub origins: Origins,
    /// The methods of their requests.
    pub methods: CorsMethods,
    /// The headers that their requests may have.
    pub headers: CorsHeaders,
    /// The response headers that their scripts may read, beside those that every script may.
    pub expose: Set<String>,
    /// Whether a browser sends cookies and other credentials. Never with any origin.
    pub credentials: bool,
    /// Whether a page of a public network may call a gateway in a private one.
    pub private_network: bool,
    /// How long a browser keeps the answer to a preflight, in whole seconds.
    pub max_age: Option<Duration>,
    /// The status of the answer to a preflight.
    pub status: u16,
}

/// Origins.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Encoded)]
#[repr(u8)]
pub enum Origins {
    /// Any.
    Any = 1,
    /// Those that one of these matches; never empty.
    List(Set<OriginPattern>) = 2,
}

/// An origin, or many. Compared in lower case.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Encoded)]
#[repr(u8)]
pub enum OriginPattern {
    /// This one.
    Exact(String) = 1,
    /// Those that begin and end so, with a part of a host or port in between.
    Between {
        /// The beginning, such as `https://`.
        before: String,
        /// The end, such as `.example.com`.
        after: String,
    } = 2,
}

/// Methods.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Encoded)]
#[repr(u8)]
pub enum CorsMethods {
    /// Those of the endpoints at the path.
    OfPath = 1,
    /// These; never empty.
    List(Set<Method>) = 2,
}

/// Request headers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Encoded)]
#[repr(u8)]
pub enum CorsHeaders {
    /// Any.
    Any = 1,
    /// These, lower case.
    List(Set<String>) = 2,
}

impl fmt::Display for Cors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.origins {
            Origins::Any => f.write_str("any")?,
            Origins::List(patterns) => {
                let patterns: Vec<String> = patterns.iter().map(OriginPattern::to_string).collect();
                f.write_str(&patterns.join(", "))?;
            }
        }
        f.write_str(if self.credentials { ", with credentials" } else { "" })
    }
}

impl fmt::Display for OriginPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            OriginPattern::Exact(origin) => f.write_str(origin),
            OriginPattern::Between { before, after } => write!(f, "{before}*{after}"),
        }
    }
}

impl OriginPattern {
    /// Reads `https://a.example`, or with one `*`: `https://*.example`.
    pub fn parse(text: &str) -> OriginPattern {
        let text = text.to_ascii_lowercase();
        match text.split_once('*') {
            Some((before, after)) => {
                OriginPattern::Between { before: before.to_owned(), after: after.to_owned() }
            }
            None => OriginPattern::Exact(text),
        }
    }

    /// Whether it matches an origin, as a browser sends it.
    pub fn matches(&self, origin: &str) -> bool {
        match self {
            OriginPattern::Exact(exact) => origin.eq_ignore_ascii_case(exact),
            OriginPattern::Between { before, after } => {
                between(origin, before, after).is_some_and(|middle| {
                    // No slash or at sign: nothing in between ends the host of an origin.
                    let is_of_host = |byte: u8| byte.is_ascii_alphanumeric() || b"-._:[]".contains(&byte);
                    !middle.is_empty() && middle.bytes().all(is_of_host)
                })
            }
        }
    }
}

fn between<'o>(origin: &'o str, before: &str, after: &str) -> Option<&'o str> {
    let start = origin.get(..before.len()).filter(|start| start.eq_ignore_ascii_case(before))?;
    let rest = &origin[start.len()..];
    let (middle, end) = rest.split_at_checked(rest.len().checked_sub(after.len())?)?;
    end.eq_ignore_ascii_case(after).then_some(middle)
}

impl Origins {
    /// Whether an origin may call.
    pub fn admit(&self, origin: &str) -> bool {
        match self {
            Origins::Any => true,
            Origins::List(patterns) => patterns.iter().any(|pattern| pattern.matches(origin)),
        }
    }
}

impl CorsMethods {
    /// Whether requests may have the method.
    pub fn admit(&self, method: &str) -> bool {
        match self {
            CorsMethods::OfPath => true,
            CorsMethods::List(methods) => methods.iter().any(|listed| listed.as_str() == method),
        }
    }
}

impl CorsHeaders {
    /// Whether requests may have a header.
    pub fn admit(&self, name: &str) -> bool {
        match self {
            CorsHeaders::Any => true,
            CorsHeaders::List(names) => names.iter().any(|listed| listed.eq_ignore_ascii_case(name)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_matches_hosts_below_it_alone() {
        let below = OriginPattern::parse("https://*.Hanzo.ai");
        for origin in ["https://a.hanzo.ai", "HTTPS://a.b.hanzo.AI"] {
            assert!(below.matches(origin), "{origin}");
        }
        for origin in [
            "https://hanzo.ai",
            "https://.hanzo.ai",
            "https://evil.example/.hanzo.ai",
            "https://evil.example@.hanzo.ai",
            "https://a.hanzo.ai.evil.example",
            "https://ahanzo.ai",
            "http://a.hanzo.ai",
            "null",
            "",
            "https://é.hanzo.ai",
        ] {
            assert!(!below.matches(origin), "{origin}");
        }
        assert!(OriginPattern::parse("http://localhost:*").matches("http://localhost:3000"));
        assert!(!OriginPattern::parse("http://localhost:*").matches("http://localhost"));
        assert!(OriginPattern::parse("https://A.example").matches("https://a.example"));
        assert!(!OriginPattern::parse("https://a.example").matches("https://a.example.evil"));
    }
}
