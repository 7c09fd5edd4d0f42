//! The versions of gin that differ here.

/// The versions of gin that differ in the routes they reject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum GinVersion {
    /// 1.6.3 and before: a wildcard cannot have a static sibling.
    V1_6,
    /// 1.7: a parameter can have static siblings.
    V1_7,
    /// 1.8 to 1.11: other messages for catch-alls, and an index error for one of them.
    V1_8,
    /// 1.12: a backslash escapes a colon, and is invalid before any other character.
    V1_12,
}

impl GinVersion {
    /// The gin that a KrakenD CE release was built with (its go.mod).
    pub fn of_krakend(release: (u16, u16, u16)) -> Self {
        match release {
            r if r >= (2, 13, 2) => Self::V1_12,
            r if r >= (2, 1, 0) => Self::V1_8,
            r if r >= (1, 4, 0) => Self::V1_7,
            _ => Self::V1_6,
        }
    }
}
