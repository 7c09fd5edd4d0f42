//! The order of lists that are sorted by a part of their items. What is sorted as a whole is a [`Set`](crate::Set).

use std::cmp::Ordering;

use crate::endpoint::Endpoint;
use crate::gateway::Gateway;
use crate::path::{PathPattern, Segment};

/// The gateway as an artifact gives it back.
pub(crate) fn sorted(gateway: &Gateway) -> Gateway {
    let mut gateway = gateway.clone();
    gateway.upstreams.sort_by(|a, b| a.name.cmp(&b.name));
    gateway.auth.sort_by(|a, b| a.name.cmp(&b.name));
    gateway.endpoints.sort_by(by_place);
    gateway
}

/// The order of endpoints: by path, whatever its parameters are called, then by method.
pub(crate) fn by_place(one: &Endpoint, other: &Endpoint) -> Ordering {
    by_shape(&one.path, &other.path).then(one.method.cmp(&other.method))
}

/// Segment by segment, literals before parameters before tails; parameters are equal to each other.
fn by_shape(one: &PathPattern, other: &PathPattern) -> Ordering {
    let (one, other) = (&one.segments, &other.segments);
    let differs = one.iter().zip(other).map(|(one, other)| by_kind(one, other)).find(|order| order.is_ne());
    differs.unwrap_or(one.len().cmp(&other.len()))
}

fn by_kind(one: &Segment, other: &Segment) -> Ordering {
    match (one, other) {
        (Segment::Literal(one), Segment::Literal(other)) => one.cmp(other),
        _ => rank(one).cmp(&rank(other)),
    }
}

fn rank(segment: &Segment) -> u8 {
    match segment {
        Segment::Literal(_) => 0,
        Segment::Param(_) => 1,
        Segment::Tail => 2,
    }
}
