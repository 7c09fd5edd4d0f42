//! A side with its authored text.

use gwc_diff::{Idle, Part, Place, Role, Side};
use gwc_syntax::source::Span;
use gwc_syntax::value::Target;

/// A side with the authored text behind its places.
#[derive(Debug, Clone)]
pub struct Prepared {
    /// The side. `Place(n)` is the span at index `n`.
    pub side: Side,
    /// The authored places.
    pub spans: Vec<Span>,
    /// What runs the gateway.
    pub target: Target,
}

impl Prepared {
    /// The same gateway without an endpoint, for a gateway that one of two states lacks.
    pub fn without_endpoints(&self) -> Prepared {
        let mut prepared = self.clone();
        prepared.side.gateway.endpoints.clear();
        prepared.side.endpoints.clear();
        prepared
    }

    /// The authored text of a place.
    pub fn span(&self, place: Place) -> Option<Span> {
        self.spans.get(place.0 as usize).copied()
    }
}

/// A value that decides nothing about a request.
pub(super) fn idle(leaf: impl Into<String>, text: impl Into<String>, reason: &'static str) -> Idle {
    Idle { leaf: leaf.into(), text: text.into(), reason }
}

/// A part with a text that may hold a secret.
pub(super) fn part(name: String, (text, secret): (String, bool), role: Role, place: Option<Place>) -> Part {
    Part { name, text, role, place, secret }
}
