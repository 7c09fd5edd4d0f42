use crate::lint::Class;
use crate::lint::Context;
use crate::model::Endpoint;
use crate::model::phrases;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::Span;
use gwc_syntax::value::Duration;

declare_rule! {
    /// A timeout is too short for any upstream.
    ///
    /// ## What it does
    /// A `timeout` has four parts: `connect` is the time to connect to the upstream, `first_byte` the time until the
    /// response begins, `idle` the longest pause in the response, and `total` the time for the whole request.
    /// `timeout: 10ms` sets `total`. Reports a `connect` timeout below 20ms, and any other below 100ms. In route files,
    /// a `first_byte` timeout of a stream below 10s is reported too.
    ///
    /// ## Why is this bad?
    /// A response inside a cluster takes a few milliseconds, and longer if the gateway has to open a connection first.
    /// With `timeout: 10ms`, each garbage collection of the upstream becomes a burst of errors, although the upstream
    /// works. A stream often begins late: a language model needs seconds before its first token.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET, timeout: 10ms }
    /// ```
    ///
    /// ## Use instead
    /// Set a timeout that is longer than the slowest response of a working upstream.
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET, timeout: 2s }
    /// ```
    ///
    /// ## When to ignore
    /// The upstream is a cache, and its clients prefer an error to a slow response.
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
        let Some((name, time, least)) = short(context, group.endpoints[0]) else { continue };
        let list = phrases::endpoints(&group.endpoints);
        let message = match context.is_raw() {
            true => format!("the timeout of {list} is {time}: most requests would fail"),
            false => format!("timeout {name} of {list} is {time}: most requests would fail"),
        };
        let help = match context.is_raw() && time.nanos < 1_000_000 {
            true => "write a string with a unit, such as `\"timeout\": \"3s\"`: KrakenD reads a number as nanoseconds".to_owned(),
            false => format!("set it above the longest time that the upstream needs when it works, and to {least} or more"),
        };
        out.push(group.at(&TIMEOUT_TOO_SHORT, message).help(help));
    }
}

/// The first timeout below its limit, with the limit.
fn short(context: &Context<'_>, endpoint: &Endpoint) -> Option<(&'static str, Duration, Duration)> {
    let limits = endpoint.timeouts.value;
    let streams = context.class(endpoint) == Class::Stream && !context.is_raw();
    let first_byte = if streams { FIRST_TOKEN } else { SHORTEST };
    let all = [
        ("`total`", limits.total, SHORTEST),
        ("`first_byte`", limits.first_byte, first_byte),
        ("`connect`", limits.connect, SHORTEST_CONNECT),
        ("`idle`", limits.idle, SHORTEST),
    ];
    all.into_iter().find_map(|(name, limit, least)| Some((name, limit.filter(|l| *l < least)?, least)))
}
