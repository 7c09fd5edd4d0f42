//! Identity headers: what a header is made of.

use crate::codec::Encoded;
use crate::require::ClaimValue;
use crate::values::Set;

/// A header made from the claims of a verified token, the record of a verified key or the answer of an external check.
/// Where those have nothing for it, there is no header.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Encoded)]
pub struct MintedHeader {
    /// The header's name, in the spelling that is sent.
    pub header: String,
    /// Its value.
    pub value: Minted,
}

/// What a header is made of. Dots in the name of a claim descend into objects.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Encoded)]
#[repr(u8)]
pub enum Minted {
    /// The text of the first of these claims that has one; a list is joined with commas. Never empty.
    First(Vec<String>) = 1,
    /// The texts of a list with a separator between.
    Join {
        /// The claim.
        claim: String,
        /// What is between two texts.
        separator: String,
    } = 2,
    /// A text, if a claim has a value.
    Equals {
        /// The claim and its value.
        claim: ClaimValue,
        /// The text.
        text: String,
    } = 3,
    /// The sum of the bits whose names are in a list, as a decimal number; no header for 0.
    Bits {
        /// The claim.
        claim: String,
        /// The names; never empty, and none twice.
        bits: Set<Bit>,
    } = 4,
    /// The value that the client sends in a header, if a list of the token holds it; else the text of a claim.
    Select {
        /// The claim.
        claim: String,
        /// The header of the client.
        header: String,
        /// The claim with the list.
        within: String,
    } = 5,
    /// A header of the answer of an external check.
    Header(String) = 6,
}

/// A name and its bit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Encoded)]
pub struct Bit {
    /// The name.
    pub name: String,
    /// Its position, from 0 to 63: bit 4 is 16.
    pub position: usize,
}
