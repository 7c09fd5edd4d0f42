use crate::lint::Class;
use crate::lint::Context;
use crate::model::Endpoint;
use crate::model::phrases;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::Span;
use gwc_syntax::value::Duration;

declare_rule! {
    /// A time limit is too short for any upstream to keep.
    ///
    /// ## Why is this bad?
    /// An answer takes a few milliseconds inside a cluster, and longer when a connection has to be made first; a model
    /// thinks for seconds before its first token. Every slower moment becomes an error of the gateway's own making.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET, timeout: 10ms }
    /// ```
    ///
    /// ## Use instead
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET, timeout: 2s }
    /// ```
    pub(crate) TIMEOUT_TOO_SHORT { code: "GW408", name: "timeout-too-short", category: Reliability, severity: Warning, since: "0.1.0", inputs: [RouteFiles, Krakend] }
}

const SHORTEST: Duration = Duration { nanos: 100_000_000 };
const SHORTEST_CONNECT: Duration = Duration { nanos: 20_000_000 };
const FIRST_TOKEN: Duration = Duration::from_secs(10);

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let endpoints = context.gateway.endpoints.iter().filter(|e| !e.backends().is_empty());
    let hits: Vec<(Span, &Endpoint)> = endpoints
        .filter(|e| short(context, e).is_some())
        .map(|e| (context.gateway.span(e.timeouts.origin), e))
        .collect();
    for group in context.groups(hits) {
        let Some((what, time)) = short(context, group.endpoints[0]) else { continue };
        out.push(
            group
                .at(
                    &TIMEOUT_TOO_SHORT,
                    format!("{what} `{time}` is too short for {}", phrases::endpoints(&group.endpoints)),
                )
                .help("give the upstream time to answer"),
        );
    }
}

fn short(context: &Context<'_>, endpoint: &Endpoint) -> Option<(&'static str, Duration)> {
    let limits = endpoint.timeouts.value;
    let streams = context.class(endpoint) == Class::Stream && !context.is_raw();
    let first_byte = if streams { FIRST_TOKEN } else { SHORTEST };
    let all = [
        ("a `total` of", limits.total, SHORTEST),
        ("a `first_byte` of", limits.first_byte, first_byte),
        ("a `connect` of", limits.connect, SHORTEST_CONNECT),
        ("an `idle` of", limits.idle, SHORTEST),
    ];
    all.into_iter().find_map(|(what, limit, least)| Some((what, limit.filter(|l| *l < least)?)))
}
