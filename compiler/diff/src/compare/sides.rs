//! What is compared with what.

use crate::segments::Segments;
use crate::side::{Aspect, Place};
use crate::view::View;

/// Both endpoints, and the class they are compared for.
pub(crate) struct Sides<'v, 's> {
    pub(crate) before: &'v View<'s>,
    pub(crate) after: &'v View<'s>,
    pub(crate) segments: Segments<'v>,
}

impl Sides<'_, '_> {
    /// Where both have an aspect.
    pub(super) fn places(&self, aspect: Aspect) -> Places {
        (self.before.place(aspect), self.after.place(aspect))
    }

    /// Where both gateways have it, for all endpoints; on one side only, where it is added or removed.
    pub(super) fn places_of_gateway(&self, aspect: Aspect) -> Places {
        crate::side::Places::pair(&self.before.side.places, &self.after.side.places, aspect)
    }
}

/// The places of both sides.
pub(super) type Places = (Option<Place>, Option<Place>);
