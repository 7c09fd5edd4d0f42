use std::collections::HashMap;

use crate::lint::Context;
use crate::model::phrases;
use crate::model::{Endpoint, Stream};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::Span;
use gwc_syntax::value::{Segment, Shape};

declare_rule! {
    /// A path and the paths below it go to different upstreams.
    ///
    /// ## What it does
    /// Reports an endpoint such as `/cloud` if `/cloud/*` or `/cloud/{id}` goes to another upstream. WebSocket
    /// endpoints are not reported.
    ///
    /// ## Why is this bad?
    /// `/cloud` and `/cloud/x` look like one service. When the service moves to another upstream, the override at
    /// `/cloud` is easily forgotten, and `GET /cloud` continues to reach the old one.
    ///
    /// ## Example
    /// `methods: GET` sends `/cloud/*` to `models`. The path `/` is `/cloud` itself, and goes to `pricing`:
    /// ```yaml,bad
    /// services:
    ///   cloud: { at: /cloud, upstream: models, methods: GET, paths: { /: { GET: { upstream: pricing } } } }
    /// ```
    ///
    /// ## Use instead
    /// Send both to one upstream.
    /// ```yaml,good
    /// services:
    ///   cloud: { at: /cloud, upstream: models, methods: GET, paths: { /: GET } }
    /// ```
    ///
    /// ## When to ignore
    /// Another program serves the prefix itself on purpose, such as a catalogue page.
    pub(crate) PREFIX_ON_TWO_UPSTREAMS { code: "GW114", name: "prefix-on-two-upstreams", category: Correctness, severity: Warning, since: "0.1.0", inputs: [RouteFiles, Krakend] }
}

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let mut below: HashMap<Shape<'_>, &Endpoint> = HashMap::new();
    for endpoint in &context.gateway.endpoints {
        if let Some((Segment::Tail | Segment::Param(_), prefix)) = endpoint.path.segments.split_last() {
            below.entry(Shape(prefix)).or_insert(endpoint);
        }
    }
    let mut hits: Vec<(Span, &Endpoint)> = Vec::new();
    for endpoint in context.gateway.endpoints.iter().filter(|e| !e.path.segments.is_empty()) {
        let Some(other) = below.get(&endpoint.path.shape()) else { continue };
        let (Some(own), Some(theirs)) = (endpoint.backend(), other.backend()) else { continue };
        let socket = [endpoint, other].iter().any(|e| e.stream.value == Stream::WebSocket);
        if !socket && context.hosts_of(own.upstream.value) != context.hosts_of(theirs.upstream.value) {
            hits.push((context.gateway.span(own.upstream.origin), endpoint));
        }
    }
    for group in context.groups(hits) {
        let first = group.endpoints[0];
        let other = below[&first.path.shape()];
        let name = |e: &Endpoint| {
            e.backend().map_or_else(String::new, |b| phrases::upstream(context.gateway, b.upstream.value))
        };
        out.push(
            group
                .at(
                    &PREFIX_ON_TWO_UPSTREAMS,
                    format!(
                        "{} {} to upstream `{}`, but paths below go to `{}`",
                        phrases::endpoints(&group.endpoints),
                        phrases::plural(group.endpoints.len(), "goes", "go"),
                        name(first),
                        name(other)
                    ),
                )
                .related(context.place(other), format!("`{}` matches paths below", other.key()))
                .help("use one upstream for both, or give one of them its own prefix"),
        );
    }
}
