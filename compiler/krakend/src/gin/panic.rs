//! The panics of gin when a route is registered.

/// A panic of gin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Panic {
    /// gin's words.
    pub message: String,
    /// Its cause.
    pub kind: PanicKind,
    /// The earlier route that conflicts, by the caller's number; `None` when the new route alone is invalid.
    pub earlier: Option<usize>,
}

/// The causes of panics.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PanicKind {
    /// The same path twice.
    Duplicate,
    /// Two wildcards, or a wildcard and a static segment, at the same position.
    Wildcard,
    /// A catch-all and another route at the same position.
    CatchAll,
    /// A path that gin always rejects: two wildcards in a segment, a wildcard without a name, an invalid escape.
    Malformed,
}
