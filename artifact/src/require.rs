//! What a verified token must hold, beside being valid.

use crate::codec::Encoded;
use crate::values::Set;

/// A condition on the claims of a verified token. Of several, all must hold.
///
/// A claim is named by a path: dots descend into objects, and a claim that has the whole path as its name comes first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Encoded)]
#[repr(u8)]
pub enum Requirement {
    /// The caller has one of these roles.
    Role(OneOf) = 1,
    /// The token has one of these scopes.
    Scope(OneOf) = 2,
    /// A claim has this value.
    Claim(ClaimValue) = 3,
}

/// Texts of which a claim must hold one. The claim is a list of texts, or one text with single spaces between.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Encoded)]
pub struct OneOf {
    /// The claim.
    pub claim: String,
    /// The texts; never empty, and none of them is.
    pub values: Set<String>,
}

/// A claim and its value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Encoded)]
pub struct ClaimValue {
    /// The claim.
    pub claim: String,
    /// Its value.
    pub value: Literal,
}

/// The value of a claim.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Encoded)]
#[repr(u8)]
pub enum Literal {
    /// A text.
    Text(String) = 1,
    /// A whole number, however the token writes it.
    Number(i64) = 2,
    /// `true` or `false`.
    Bool(bool) = 3,
}

impl Requirement {
    /// The claim that it is about.
    pub fn claim(&self) -> &str {
        match self {
            Requirement::Role(one_of) | Requirement::Scope(one_of) => &one_of.claim,
            Requirement::Claim(value) => &value.claim,
        }
    }
}
