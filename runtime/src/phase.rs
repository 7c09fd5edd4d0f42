//! The phases of a server's life.

/// How far a server is on its way to the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Phase {
    Serving,
    /// Accepting for the drain delay, then draining.
    Draining,
    Stopped,
}
