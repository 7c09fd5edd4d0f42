//! The class of paths that two endpoints are compared for.

use crate::region::Part as PathPart;

/// The class that two endpoints of other shapes are compared for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Segments<'a> {
    /// The segments of its paths; none where both endpoints have one shape, and every path of it is meant.
    pub(crate) parts: &'a [PathPart],
    /// Whether further segments follow.
    pub(crate) deeper: bool,
}
