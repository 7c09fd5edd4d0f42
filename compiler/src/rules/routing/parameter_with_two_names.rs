use std::collections::HashMap;

use crate::lint::Context;
use crate::model::Endpoint;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::value::{Segment, Shape};

declare_rule! {
    /// A parameter has two names at one place of the path tree.
    ///
    /// ## Why is this bad?
    /// KrakenD's router wants one name for one place and panics at start otherwise. The outputs use one name for both, so
    /// logs and upstream paths there show another name than the route file.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   billing: { at: /billing, upstream: commerce, paths: { "/plans/{id}": GET, "/plans/{plan}/seats": GET } }
    /// ```
    ///
    /// ## Use instead
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, paths: { "/plans/{plan}": GET, "/plans/{plan}/seats": GET } }
    /// ```
    pub(crate) PARAMETER_WITH_TWO_NAMES { code: "GW117", name: "parameter-with-two-names", category: Style, severity: Note, since: "0.1.0", inputs: [RouteFiles, Krakend] }
}

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let mut names: HashMap<Shape<'_>, (&str, &Endpoint)> = HashMap::new();
    let mut hits = Vec::new();
    for endpoint in &context.gateway.endpoints {
        let segments = &endpoint.path.segments;
        for (at, segment) in segments.iter().enumerate() {
            if let Segment::Param(name) = segment {
                let (first, other) = *names.entry(Shape(&segments[..at])).or_insert((name, endpoint));
                if first != name {
                    hits.push((context.place(endpoint), endpoint, name, first, other));
                    break;
                }
            }
        }
    }
    hits.sort_by_key(|(span, ..)| *span);
    hits.dedup_by_key(|(span, ..)| *span);
    for (span, endpoint, name, first, other) in hits {
        out.push(
            PARAMETER_WITH_TWO_NAMES
                .at(span, format!("`{{{name}}}` is called `{{{first}}}` in `{}`", other.key()))
                .route(endpoint.key())
                .related(context.place(other), "the other name")
                .help("call it the same in both"),
        );
    }
}
