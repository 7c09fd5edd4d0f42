//! Headers that a gateway sets or removes itself.

use std::fmt;

use crate::codec::Encoded;

/// A change of one header.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Encoded)]
#[repr(u8)]
pub enum HeaderEdit {
    /// All lines of the header are replaced by one.
    Set {
        /// The header, lower case.
        name: String,
        /// Its value.
        value: String,
    } = 1,
    /// All lines of the header, lower case, are removed.
    Remove(String) = 2,
}

impl HeaderEdit {
    /// The header, lower case.
    pub fn name(&self) -> &str {
        match self {
            HeaderEdit::Set { name, .. } | HeaderEdit::Remove(name) => name,
        }
    }
}

impl fmt::Display for HeaderEdit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            HeaderEdit::Set { name, value } => write!(f, "{name}: {value}"),
            HeaderEdit::Remove(name) => write!(f, "no {name}"),
        }
    }
}
