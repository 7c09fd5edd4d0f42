use crate::lint::Class;
use crate::lint::Context;
use crate::model::Endpoint;
use crate::model::phrases;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::Span;
use gwc_syntax::value::Duration;

declare_rule! {
    /// A stream may pause less than a minute, or is not watched at all.
    ///
    /// ## Why is this bad?
    /// A model thinks, a socket waits for its user: half a minute of silence is ordinary. Without any limit, streams whose
    /// other end is gone stay for ever.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   chat: { at: /chat, upstream: cloud-api, paths: { /completions: POST }, profile: llm, timeout: { idle: 10s } }
    /// ```
    ///
    /// ## Use instead
    /// ```yaml,good
    /// services:
    ///   chat: { at: /chat, upstream: cloud-api, paths: { /completions: POST }, profile: llm, timeout: { idle: 5m } }
    /// ```
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
            Some(idle) => format!("streams of {list} end when they pause for `{idle}`"),
            None => format!("nothing ends streams of {list} that have gone silent"),
        };
        out.push(
            group
                .at(&STREAM_IDLE_TOO_SHORT, message)
                .help("allow a pause of minutes: `timeout: { idle: 5m }`"),
        );
    }
}
