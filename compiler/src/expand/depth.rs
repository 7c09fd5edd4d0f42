//! `depth`: it needs a wildcard, and it multiplies endpoints.

use std::collections::BTreeMap;

use crate::codes;
use crate::model::Gateway;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::Span;

/// Reports each `depth` that no wildcard reads, and ends all of them where they make too many endpoints.
pub(super) fn check(gateway: &mut Gateway, most: usize, out: &mut Diagnostics) {
    let mut has_wildcard: BTreeMap<Span, bool> = BTreeMap::new();
    for endpoint in &gateway.endpoints {
        if let Some(depth) = endpoint.depth {
            *has_wildcard.entry(gateway.span(depth.origin)).or_default() |= endpoint.path.has_tail();
        }
    }
    for span in has_wildcard.iter().filter(|(_, has_wildcard)| !**has_wildcard).map(|(span, _)| *span) {
        let message = "`depth` has no effect: none of the paths that it applies to ends in `/*`";
        out.push(
            codes::CONFLICTING_KEYS.at(span, message).help("remove `depth`, or add a path that ends in `/*`"),
        );
    }
    let count: usize = gateway.endpoints.iter().map(|e| e.rest_lengths().count()).sum();
    if let (true, Some(span)) = (count > most, has_wildcard.keys().next()) {
        let message = format!(
            "`depth` makes {count} endpoints in the KrakenD configuration, which exceeds the limit of {most}"
        );
        out.push(codes::BAD_VALUE.at(*span, message).help("set a smaller `depth`"));
        gateway.endpoints.iter_mut().for_each(|endpoint| endpoint.depth = None);
    }
}
