//! The endpoints that match a request too, and why another one takes it.

use gwc_artifact::{Endpoint, PathPattern, Segment};
use gwc_diff::{Aspect, Routing};

use super::request::{Request, decoded};
use super::told::{Told, key};
use crate::compared::Prepared;

/// Runners-up that are named.
const NAMED: usize = 5;

/// Tells the runners-up: those of the method, and where no endpoint takes the request, those of the path with another
/// method.
pub(super) fn tell(told: &mut Told<'_>, request: &Request, taken: Option<usize>) {
    let segments = segments(told.prepared, &request.path);
    let endpoints = &told.prepared.side.gateway.endpoints;
    let matching = endpoints.iter().enumerate();
    let matching = matching.filter(|(at, e)| Some(*at) != taken && values(&e.path, &segments).is_some());
    let with_method = matching.map(|(at, endpoint)| (endpoint.method.as_str() != request.method, at));
    let mut others: Vec<(bool, usize)> =
        with_method.filter(|(other_method, _)| taken.is_none() || !other_method).collect();
    others.sort_unstable();
    let more = others.len().saturating_sub(NAMED);
    for (other_method, at) in others.into_iter().take(NAMED) {
        let endpoint = &endpoints[at];
        let why = match (other_method, taken) {
            (true, _) => "it has another method".to_owned(),
            (false, Some(taken)) => precedence(&endpoints[taken], endpoint),
            (false, None) => "KrakenD's router does not go back to it".to_owned(),
        };
        told.step("not", format!("`{}`: {why}", key(endpoint)), told.place(at, Aspect::Route));
    }
    if more > 0 {
        told.step("not", format!("{more} more endpoints that match the path"), None);
    }
}

/// Why an endpoint comes before another that matches too: the first segment in which they differ.
fn precedence(taken: &Endpoint, other: &Endpoint) -> String {
    let pairs = taken.path.segments.iter().zip(&other.path.segments);
    let differing =
        pairs.map(|(taken, other)| (kind(taken), kind(other))).find(|(taken, other)| taken != other);
    match differing {
        Some((taken, other)) => format!("{taken} takes precedence over {other}"),
        None => "the other endpoint is closer".to_owned(),
    }
}

fn kind(segment: &Segment) -> &'static str {
    match segment {
        Segment::Literal(_) => "a text",
        Segment::Param(_) => "a parameter",
        Segment::Tail => "a wildcard",
    }
}

/// The decoded segments of a path; the last is empty after a slash at the end. KrakenD decodes the path before it is cut: an
/// encoded slash ends a segment.
pub(super) fn segments(prepared: &Prepared, path: &str) -> Vec<String> {
    let is_gin = matches!(prepared.side.routing, Routing::Gin(_));
    let path = if is_gin { decoded(path) } else { path.to_owned() };
    let read = |segment: &str| if is_gin { segment.to_owned() } else { decoded(segment) };
    match path.strip_prefix('/').unwrap_or(&path) {
        "" => Vec::new(),
        path => path.split('/').map(read).collect(),
    }
}

/// What the parameters of a pattern match in order, and what its wildcard matches; nothing when it does not match.
pub(super) fn values(pattern: &PathPattern, segments: &[String]) -> Option<(Vec<String>, Option<String>)> {
    let mut params = Vec::new();
    let mut rest = segments.iter();
    for segment in &pattern.segments {
        match segment {
            Segment::Tail => {
                let tail: Vec<&str> = rest.map(String::as_str).collect();
                let whole = !tail.is_empty() && tail.iter().all(|segment| !segment.is_empty());
                return whole.then(|| (params, Some(tail.join("/"))));
            }
            Segment::Literal(text) => {
                rest.next().filter(|segment| **segment == **text)?;
            }
            Segment::Param(_) => params.push(rest.next().filter(|segment| !segment.is_empty())?.clone()),
        }
    }
    rest.next().is_none().then_some((params, None))
}
