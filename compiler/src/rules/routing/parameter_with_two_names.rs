use std::collections::HashMap;

use crate::lint::Context;
use crate::model::Endpoint;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::value::{Segment, Shape};

declare_rule! {
    /// A path parameter has two names at the same position.
    ///
    /// ## What it does
    /// Reports a parameter that has another name than the parameter at the same position of an earlier path.
    ///
    /// ## Why is this bad?
    /// KrakenD's router panics at start if a parameter has two names at one position. In a KrakenD configuration, GW150
    /// reports that as an error. From route files, gwc emits the first name for both paths: logs and upstream paths of
    /// the second endpoint then show `{id}` where the route file declares `{plan}`.
    ///
    /// ## Example
    /// The second segment after `/billing` is `{id}` in one path and `{plan}` in the other:
    /// ```yaml,bad
    /// services:
    ///   billing: { at: /billing, upstream: commerce, paths: { "/plans/{id}": GET, "/plans/{plan}/seats": GET } }
    /// ```
    ///
    /// ## Use instead
    /// Use one name in both paths.
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, paths: { "/plans/{plan}": GET, "/plans/{plan}/seats": GET } }
    /// ```
    ///
    /// ## When to ignore
    /// The two names document different resources, and nothing reads the emitted names.
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
                .at(span, format!("`{{{name}}}` is at the position of `{{{first}}}` in `{}`; KrakenD allows one name for each position", other.key()))
                .route(endpoint.key())
                .related(context.place(other), "path with the other name")
                .help("use one name in both paths"),
        );
    }
}
