//! What can go wrong with an artifact, each with its reason.

use std::fmt;

/// Why a gateway cannot be encoded. The text names the item and the reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EncodeError {
    /// Two items of a list are the same; `item` names them.
    Duplicate {
        /// Such as "endpoint `GET /a/{x}`".
        item: String,
    },
    /// A name is not defined.
    Unknown {
        /// What is missing, such as "upstream `iam`".
        item: String,
        /// The item that refers to it.
        used_by: String,
    },
    /// An item sets what an artifact cannot hold.
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
            EncodeError::Duplicate { item } => write!(f, "{item} is defined twice"),
            EncodeError::Unknown { item, used_by } => {
                write!(f, "{item}, which {used_by} refers to, is not defined")
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
    /// The file was written by a later version.
    NewerFormat {
        /// The file's.
        found: u16,
        /// This reader's.
        known: u16,
        /// The program that wrote it, with its version.
        writer: String,
    },
    /// The file was written by an earlier version.
    OlderFormat {
        /// The file's.
        found: u16,
        /// This reader's.
        known: u16,
    },
    /// A format that never was.
    UnknownFormat {
        /// The file's.
        found: u16,
    },
    /// The format's number is this reader's, and the policy types are not.
    OtherTypes {
        /// Of both.
        format: u16,
        /// The program that wrote it, with its version.
        writer: String,
    },
    /// The file needs features this reader does not know.
    UnknownFeatures {
        /// The unknown bits.
        features: u64,
        /// The program that wrote it, with its version.
        writer: String,
    },
    /// The file follows rules this reader does not know.
    UnknownSemantics {
        /// Their number.
        found: u8,
        /// The program that wrote it, with its version.
        writer: String,
    },
    /// The file is shorter or longer than its header states.
    Length {
        /// What the header states, in bytes.
        stated: u64,
        /// The length of the file, in bytes.
        found: u64,
    },
    /// The contents do not match the header's digest: the file is damaged.
    Digest,
    /// The header contradicts itself or the file.
    Header {
        /// Why, as a phrase.
        reason: &'static str,
    },
    /// The policies cannot be decoded.
    Policy {
        /// Where in them, in bytes.
        at: usize,
        /// Why, as a phrase.
        reason: &'static str,
    },
    /// The policies are decoded, and are not those of a gateway.
    Gateway(EncodeError),
    /// The route index is not that of the endpoints.
    Index {
        /// The number of the node.
        node: usize,
        /// Why, as a phrase.
        reason: &'static str,
    },
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            OpenError::NotAnArtifact => f.write_str("this is not a gateway artifact"),
            OpenError::NewerFormat { found, known, writer } => {
                write!(
                    f,
                    "`{writer}` wrote format {found}, and this version reads format {known}: upgrade it, "
                )?;
                f.write_str("or build the artifact with this version")
            }
            OpenError::OlderFormat { found, known } => {
                write!(
                    f,
                    "the artifact has the older format {found}, and this version reads format {known}: "
                )?;
                f.write_str("build it again")
            }
            OpenError::UnknownFormat { found } => write!(f, "unknown format {found}"),
            OpenError::OtherTypes { format, writer } => {
                write!(
                    f,
                    "`{writer}` wrote format {format} with policy types that this version does not have: "
                )?;
                f.write_str("build the artifact with this version")
            }
            OpenError::UnknownFeatures { features, writer } => {
                write!(f, "`{writer}` used features that this version does not have (bits {features:#x})")
            }
            OpenError::UnknownSemantics { found, writer } => {
                write!(f, "`{writer}` used semantics that this version does not have (number {found})")
            }
            OpenError::Length { stated, found } => {
                write!(f, "the artifact should have {stated} bytes and has {found}")
            }
            OpenError::Digest => f.write_str("the artifact is damaged: its contents do not match its digest"),
            OpenError::Header { reason } => write!(f, "the header is malformed: {reason}"),
            OpenError::Policy { at, reason } => {
                write!(f, "the policies are malformed at byte {at}: {reason}")
            }
            OpenError::Gateway(error) => error.fmt(f),
            OpenError::Index { node, reason } => {
                write!(f, "the route index is malformed at node {node}: {reason}")
            }
        }
    }
}

impl std::error::Error for OpenError {}
