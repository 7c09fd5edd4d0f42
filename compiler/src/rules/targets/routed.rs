//! The paths that the JSON targets route: a parameter wherever the language has a parameter or a wildcard.

use std::collections::HashMap;

use crate::model::overlap::{self, Part, Patterns};
use crate::model::{Endpoint, Gateway};
use gwc_syntax::value::{Method, Segment};

/// Segments that replace a wildcard in an example.
const WORDS: [&str; 4] = ["a", "b", "c", "d"];

/// What is routed, by method.
#[derive(Debug)]
pub(super) struct Routed<'a>(HashMap<Method, Patterns<'a>>);

impl<'a> Routed<'a> {
    pub(super) fn of(gateway: &'a Gateway) -> Self {
        let mut by_method: HashMap<Method, Patterns<'a>> = HashMap::new();
        for (id, endpoint) in gateway.endpoints.iter().enumerate() {
            let mut fixed = overlap::of_pattern(&endpoint.path);
            fixed.retain(|part| *part != Part::Tail);
            for rest in endpoint.rest_lengths() {
                let parts = [&fixed[..], &vec![Part::One; rest]].concat();
                by_method.entry(endpoint.method).or_default().insert(&parts, id);
            }
        }
        Self(by_method)
    }

    /// A path below the wildcard of an endpoint that no JSON target routes. There always is one: no path pattern is
    /// longer than its limit.
    pub(super) fn not_routed(&self, endpoint: &Endpoint) -> String {
        let mut path: Vec<&str> = endpoint
            .path
            .segments
            .iter()
            .map(|segment| match segment {
                Segment::Literal(text) => text,
                Segment::Param(name) => name,
                Segment::Tail => WORDS[0],
            })
            .map(AsRef::as_ref)
            .collect();
        for word in WORDS.iter().cycle().skip(1) {
            path.push(word);
            let parts: Vec<Part<'_>> = path.iter().map(|segment| Part::Literal(segment)).collect();
            let routed = self.0.get(&endpoint.method).is_some_and(|p| !p.overlapping(&parts).is_empty());
            if !routed {
                break;
            }
        }
        path.iter().flat_map(|segment| ["/", segment]).collect()
    }
}
