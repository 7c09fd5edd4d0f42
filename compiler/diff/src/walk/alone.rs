//! The walk along the paths of the endpoints alone, for gateways whose paths overlap in more ways than can be looked at.
//!
//! Each endpoint is compared on the paths of which every parameter has a text that no other endpoint names there: these paths
//! are its own by all rules of precedence. Two endpoints with one path are then compared for all requests that they may get.
//! Which of several endpoints gets a request is not compared; [`choose_alike`] is whether that needs to be.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use gwc_artifact::Segment;

use super::{Walk, Walked};
use crate::region::{End, Part};
use crate::router::{Live, shape};
use crate::side::Side;
use crate::view::Shared;
use crate::witness;

/// Compares each endpoint on its own paths.
pub(crate) fn walk_alone(before: &Side, after: &Side) -> Walked {
    let shared = [Shared::new(before), Shared::new(after)];
    let mut walk = Walk::new([before, after], &shared, usize::MAX);
    let of_gateway = walk.gateways();
    let endpoints = before.gateway.endpoints.iter().chain(&after.gateway.endpoints);
    let patterns: BTreeMap<_, &[Segment]> =
        endpoints.map(|endpoint| (shape(&endpoint.path.segments), &*endpoint.path.segments)).collect();
    let mut seen = HashSet::new();
    for pattern in patterns.values() {
        walk.alone(pattern, &mut seen);
    }
    walk.finished(&of_gateway)
}

/// Whether both sides choose the endpoint of each request by one rule and from the same paths, so that they choose alike.
pub(crate) fn choose_alike(before: &Side, after: &Side) -> bool {
    let paths = |side: &Side| -> BTreeSet<_> {
        let endpoints = side.gateway.endpoints.iter();
        endpoints.map(|endpoint| (endpoint.method as u8, shape(&endpoint.path.segments))).collect()
    };
    before.routing == after.routing
        && before.gateway.semantics == after.gateway.semantics
        && before.gateway.krakend == after.gateway.krakend
        && paths(before) == paths(after)
}

impl Walk<'_> {
    /// The classes of paths that are a pattern's own. `seen` has a path of each class that was visited.
    fn alone(&mut self, pattern: &[Segment], seen: &mut HashSet<String>) {
        let mut live = [vec![Live::Node(0)], vec![Live::Node(0)]];
        self.parts.clear();
        for segment in pattern {
            let text = match segment {
                Segment::Literal(text) => Some(&**text),
                Segment::Param(_) | Segment::Tail => None,
            };
            live = self.advance(&live, text);
        }
        self.once(&live, &[End::Here, End::Slash], seen);
        if !matches!(pattern.last(), Some(Segment::Tail)) {
            return;
        }
        // A shorter path may meet an endpoint with a parameter in that place.
        while live.iter().flatten().any(|live| matches!(live, Live::Node(_))) {
            live = self.advance(&live, None);
            self.once(&live, &[End::Here, End::Slash], seen);
        }
        self.once(&live, &[End::Deeper, End::DeeperSlash], seen);
    }

    fn advance(&mut self, live: &[Vec<Live>; 2], text: Option<&str>) -> [Vec<Live>; 2] {
        let part = match text {
            Some(text) => Part::Literal(text.into()),
            None => Part::Other(self.texts(live).into()),
        };
        self.parts.push(part);
        [0, 1].map(|side| self.sides[side].step(&live[side], text))
    }

    fn once(&mut self, live: &[Vec<Live>; 2], ends: &[End], seen: &mut HashSet<String>) {
        for end in ends {
            let slash = matches!(end, End::Slash | End::DeeperSlash);
            // The root has no path with a slash more.
            let is_path = !slash || !self.parts.is_empty();
            let path = witness::decoded(&witness::segments(&self.parts, *end), slash);
            if is_path && seen.insert(path) {
                self.class(live, *end);
            }
        }
    }
}
