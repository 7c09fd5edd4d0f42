//! What a file has in place of a key.

/// The SHA-256 of a key.
pub type Digest = [u8; 32];
