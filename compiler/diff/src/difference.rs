//! One difference between what two endpoints, or two gateways, decide.

use crate::kind::{Exposure, Kind};
use crate::side::Place;

/// That requests now reach an upstream path which another endpoint protects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Opened {
    /// Whether no credential is required at all.
    pub(crate) public: bool,
    /// The segments that a request must have to reach it, by position.
    pub(crate) segments: Vec<(usize, String)>,
}

/// A difference with the values of both sides, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Difference {
    pub(crate) kind: Kind,
    pub(crate) before: Option<String>,
    pub(crate) after: Option<String>,
    pub(crate) places: Pair,
    /// What it means for exposure: as its kind, unless the values tell more.
    pub(crate) exposure: Exposure,
    /// What is newly reached, whatever the kind is.
    pub(crate) opened: Option<Opened>,
}

/// The places of both sides.
type Pair = (Option<Place>, Option<Place>);

impl Difference {
    /// One with the exposure of its kind.
    pub(crate) fn of(
        kind: Kind,
        values: (impl Into<Option<String>>, impl Into<Option<String>>),
        places: Pair,
    ) -> Difference {
        let (before, after) = (values.0.into(), values.1.into());
        Difference { kind, before, after, places, exposure: kind.exposure(), opened: None }
    }

    /// The same, which widens exposure if `widens`, whatever its kind is.
    pub(crate) fn widening(mut self, widens: bool) -> Difference {
        if widens {
            self.exposure = Exposure::Widens;
        }
        self
    }
}

/// Differences as they are found.
#[derive(Debug, Default)]
pub(crate) struct Differences(pub(crate) Vec<Difference>);

impl Differences {
    /// Adds one, unless it is there: what two checks share is one difference.
    pub(crate) fn push(
        &mut self,
        kind: Kind,
        values: (impl Into<Option<String>>, impl Into<Option<String>>),
        places: Pair,
    ) {
        self.add(Difference::of(kind, values, places));
    }

    /// The same for one that was made before.
    pub(crate) fn add(&mut self, difference: Difference) {
        if !self.0.contains(&difference) {
            self.0.push(difference);
        }
    }
}

/// Texts as a list in words: `a, b`; `nothing` for none.
pub(crate) fn list<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let texts: Vec<&str> = texts.into_iter().collect();
    if texts.is_empty() { "nothing".to_owned() } else { texts.join(", ") }
}

/// What two lists do not share: what only the first has, and what only the second has, in their order.
pub(crate) fn apart<T: PartialEq + Clone>(before: &[T], after: &[T]) -> (Vec<T>, Vec<T>) {
    let only = |one: &[T], other: &[T]| one.iter().filter(|item| !other.contains(item)).cloned().collect();
    (only(before, after), only(after, before))
}
