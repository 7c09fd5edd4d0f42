//! What can go wrong with an artifact, each with its reason.

use std::fmt;

/// Why a gateway can not be encoded. The text names the item and the reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EncodeError {
    /// Two items of a list are the same; `item` names them.
    Duplicate {
        /// Such as "endpoint `GET /a/{x}`".
        item: String,
    },
    /// A name leads nowhere.
    Unknown {
        /// What is missing, such as "upstream `iam`".
        item: String,
        /// Who refers to it.
        used_by: String,
    },
    /// An item says what the format can not hold.
    Invalid {
        /// Such as "endpoint `GET /a/{x}`".
        item: String,
        /// Why, as a phrase.
        reason: String,
    },
}

impl fmt::Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            EncodeError::Duplicate { item } => write!(f, "{item} is there twice"),
            EncodeError::Unknown { item, used_by } => {
                write!(f, "{item}, which {used_by} refers to, is not there")
            }
            EncodeError::Invalid { item, reason } => write!(f, "{item}: {reason}"),
        }
    }
}

impl std::error::Error for EncodeError {}

/// Why bytes are refused as an artifact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OpenError {
    /// The bytes do not begin as an artifact does.
    NotAnArtifact,
    /// The file was written in a format this reader does not know yet.
    NewerFormat {
        /// The file's.
        found: u16,
        /// The newest this reader knows.
        known: u16,
    },
    /// A format version that never was.
    UnknownFormat {
        /// The file's.
        found: u16,
    },
    /// The file needs features this reader does not know: the bits of their flags.
    UnknownFeatures {
        /// The unknown bits.
        flags: u16,
    },
    /// The file is shorter or longer than its header says.
    Length {
        /// What the header says, in bytes.
        stated: u64,
        /// What is there, in bytes.
        found: u64,
    },
    /// The contents are not what the header's digest says: the file is damaged.
    Digest,
    /// The contents are whole, but they are no gateway.
    Malformed {
        /// The section.
        section: &'static str,
        /// Which record, where there is one.
        index: Option<usize>,
        /// Why, as a phrase.
        reason: &'static str,
    },
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            OpenError::NotAnArtifact => f.write_str("this is not a gateway artifact"),
            OpenError::NewerFormat { found, known } => {
                write!(f, "format {found} is newer than the newest this reader knows, {known}")
            }
            OpenError::UnknownFormat { found } => write!(f, "there is no format {found}"),
            OpenError::UnknownFeatures { flags } => {
                write!(f, "the artifact needs features this reader does not know (flags {flags:#06x})")
            }
            OpenError::Length { stated, found } => {
                write!(f, "the artifact should have {stated} bytes and has {found}")
            }
            OpenError::Digest => f.write_str("the artifact is damaged: its contents do not match its digest"),
            OpenError::Malformed { section, index: Some(index), reason } => {
                write!(f, "section {section}, record {index}: {reason}")
            }
            OpenError::Malformed { section, index: None, reason } => write!(f, "section {section}: {reason}"),
        }
    }
}

impl std::error::Error for OpenError {}
