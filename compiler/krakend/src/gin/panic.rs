//! How registering a route fails.

/// Why registering a route panics.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Panic {
    /// gin's words.
    pub message: String,
    /// What it is about.
    pub kind: PanicKind,
    /// The route that was there before, as it was numbered by the caller; `None` when the new route is enough.
    pub earlier: Option<usize>,
}

/// The sorts of panics.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PanicKind {
    /// The same path twice.
    Duplicate,
    /// Two wildcards, or a wildcard and something static, at one place.
    Wildcard,
    /// Something beside a catch-all.
    CatchAll,
    /// A path that gin takes nowhere: two wildcards in a segment, a wildcard without a name, a bad escape.
    Malformed,
}
