//! What the endpoints of one side reach, and what protects each of them.

use std::collections::HashMap;

use gwc_artifact::{Endpoint, EndpointPolicy, Method, Segment};

use super::destination::all_of;
use super::index::Index;
use crate::router::shape;
use crate::segments::Segments;
use crate::side::Side;

/// A path without the names of its parameters.
type Shape = Vec<(u8, String)>;

/// What the endpoints of one side reach.
#[derive(Debug, Default)]
pub(crate) struct Reach {
    pub(crate) index: Index,
    shapes: HashMap<(Method, Shape), u32>,
}

impl Reach {
    /// `is_answered` is whether an endpoint answers some host: no request reaches anything by another one.
    pub(crate) fn of(side: &Side, is_answered: &dyn Fn(u32) -> bool) -> Reach {
        let mut reach = Reach::default();
        let mut marks = HashMap::new();
        let all = Segments { parts: &[], deeper: false };
        for (at, endpoint) in (0..).zip(&side.gateway.endpoints) {
            reach.shapes.entry(place(endpoint)).or_insert(at);
            if !is_answered(at) {
                continue;
            }
            let next = marks.len() as u32;
            let mark = *marks.entry(protection(endpoint)).or_insert(next);
            let calls = side.endpoints.get(at as usize).map_or(&[][..], |rest| &rest.calls);
            for (_, target) in all_of(&side.gateway, (endpoint, calls), all) {
                reach.index.insert(at, mark, target);
            }
        }
        reach
    }

    /// The endpoint with the same method and path as one of the other side, whatever its parameters are called.
    pub(crate) fn twin(&self, endpoint: &Endpoint) -> Option<u32> {
        self.shapes.get(&place(endpoint)).copied()
    }
}

fn place(endpoint: &Endpoint) -> (Method, Shape) {
    let segments: &[Segment] = &endpoint.path.segments;
    (endpoint.method, shape(segments))
}

/// All of an endpoint that decides which callers it accepts: endpoints with the same text protect alike.
fn protection(endpoint: &Endpoint) -> String {
    let is_metered =
        |one: &&EndpointPolicy| matches!(one, EndpointPolicy::Quota(_) | EndpointPolicy::Balance(_));
    let metered: Vec<&EndpointPolicy> = endpoint.policies.iter().filter(is_metered).collect();
    format!("{:?} {:?} {:?} {metered:?}", endpoint.credential, endpoint.require, endpoint.ip)
}
