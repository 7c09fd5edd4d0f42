use crate::lint::Class;
use crate::lint::Context;
use crate::model::Endpoint;
use crate::model::phrases;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::Span;
use gwc_syntax::value::Duration;

declare_rule! {
    /// A streaming endpoint ends streams after a short pause, or never ends them.
    ///
    /// ## What it does
    /// `idle` limits a pause in the response. Reports an endpoint of route files with `stream`, if its `idle` timeout
    /// is below 1 minute. Also reports such an endpoint if it has neither an `idle` nor a `total` timeout.
    ///
    /// ## Why is this bad?
    /// A pause of half a minute is normal: a language model computes, or a WebSocket waits for its user. With an idle
    /// timeout of 10 seconds, the user sees an aborted answer. Without any timeout, streams of clients that disappeared
    /// stay open and use memory until the gateway restarts.
    ///
    /// ## Example
    /// `profile: llm` applies settings that `profiles` defines, among them `stream: sse`:
    /// ```yaml,bad
    /// services:
    ///   chat: { at: /chat, upstream: cloud-api, paths: { /completions: POST }, profile: llm, timeout: { idle: 10s } }
    /// ```
    ///
    /// ## Use instead
    /// Allow a pause of several minutes.
    /// ```yaml,good
    /// services:
    ///   chat: { at: /chat, upstream: cloud-api, paths: { /completions: POST }, profile: llm, timeout: { idle: 5m } }
    /// ```
    ///
    /// ## When to ignore
    /// The upstream sends a heartbeat at shorter intervals.
    pub(crate) STREAM_IDLE_TOO_SHORT { code: "GW502", name: "stream-idle-too-short", category: Reliability, severity: Warning, since: "0.1.0", inputs: [RouteFiles] }
}

const SHORTEST: Duration = Duration::from_secs(60);

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let unfit = |e: &&Endpoint| {
        let limits = e.timeouts.value;
        let short = limits.idle.is_some_and(|idle| idle < SHORTEST);
        context.class(e) != Class::Plain && (short || (limits.idle.is_none() && limits.total.is_none()))
    };
    let endpoints = context.gateway.endpoints.iter().filter(unfit);
    let hits: Vec<(Span, &Endpoint)> = endpoints.map(|e| (context.blame(e, &e.timeouts), e)).collect();
    for group in context.groups(hits) {
        let list = phrases::endpoints(&group.endpoints);
        let message = match group.endpoints[0].timeouts.value.idle {
            Some(idle) => format!("streams of {list} end after a pause of `{idle}`; expected `1m` or more"),
            None => format!("streams of {list} have no timeout, so a silent stream never ends"),
        };
        out.push(
            group
                .at(&STREAM_IDLE_TOO_SHORT, message)
                .help("allow a pause of several minutes: `timeout: { idle: 5m }`"),
        );
    }
}
