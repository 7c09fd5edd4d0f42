//! How much is looked at before a comparison gives up.

use std::fmt;

use crate::change::thousands;

/// The most places of the merged tree that are looked at. A gateway of 10,000 ordinary endpoints has 60,000.
pub const MAX_PLACES: usize = 500_000;

/// Why two sides cannot be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooLarge {
    /// The limit that was hit: places of the merged tree.
    pub places: usize,
}

impl fmt::Display for TooLarge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the paths overlap in more than {} ways, because many have a parameter where others have a text: compare fewer at once",
            thousands(self.places as u64)
        )
    }
}

impl std::error::Error for TooLarge {}
