//! Whose rules a gateway follows.

use crate::codec::Encoded;

/// Whose rules apply where KrakenD and gwr differ. A reader that does not know them must refuse the artifact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Encoded)]
#[repr(u8)]
pub enum Semantics {
    /// The language's own.
    #[default]
    Gwr = 1,
    /// Those of KrakenD, as far as gwr reproduces them.
    Krakend = 2,
}
