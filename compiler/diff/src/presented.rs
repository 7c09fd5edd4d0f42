//! The credential that a witness presents: what a reader puts in the place of `$TOKEN`, `$KEY` or `$CREDENTIAL`.

use std::fmt;
use std::time::Duration;

use gwc_artifact::{Algorithm, Requirement};

use crate::compare::requirement_shown;

/// A credential, as exactly as the checks of both sides can tell it from others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Presented {
    /// A signed token.
    Token(Token),
    /// An opaque key.
    Key {
        /// Its first characters, by which it is recognised.
        prefix: String,
        /// What its record holds, where the gateway verifies keys by a file.
        holds: Vec<Requirement>,
    },
    /// What the service at this URL accepts.
    Opaque {
        /// The URL.
        url: String,
    },
}

/// A signed token. Every key set that a check names has its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Its issuer.
    pub issuer: String,
    /// The algorithm of its signature.
    pub algorithm: Algorithm,
    /// Its audiences.
    pub audiences: Vec<String>,
    /// How long ago it expired; zero for one that is valid.
    pub expired: Duration,
    /// What its claims hold: each requirement has one value.
    pub holds: Vec<Requirement>,
}

impl Presented {
    /// The variable of a shell that it is the value of.
    pub fn variable(&self) -> &'static str {
        match self {
            Presented::Token(_) => "$TOKEN",
            Presented::Key { .. } => "$KEY",
            Presented::Opaque { .. } => "$CREDENTIAL",
        }
    }

    /// What its claims, or its record, hold.
    pub fn holds(&self) -> &[Requirement] {
        match self {
            Presented::Token(token) => &token.holds,
            Presented::Key { holds, .. } => holds,
            Presented::Opaque { .. } => &[],
        }
    }
}

impl fmt::Display for Presented {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Presented::Token(Token { issuer, algorithm, audiences, expired, holds: _ }) => {
                write!(f, "a token of {issuer}, {}", algorithm.as_str())?;
                if !audiences.is_empty() {
                    write!(f, ", for {}", audiences.join(" and "))?;
                }
                if !expired.is_zero() {
                    write!(f, ", expired {expired:?} ago")?;
                }
            }
            Presented::Key { prefix, .. } => write!(f, "the rest of a key that begins with `{prefix}`")?,
            Presented::Opaque { url } => write!(f, "a credential that {url} accepts")?,
        }
        let holds: Vec<String> = self.holds().iter().map(requirement_shown).collect();
        if holds.is_empty() { Ok(()) } else { write!(f, ", with {}", holds.join(" and ")) }
    }
}
