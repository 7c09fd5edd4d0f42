use crate::lint::Class;
use crate::lint::Context;
use crate::model::Endpoint;
use crate::model::phrases;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::Span;

declare_rule! {
    /// A stream has a limit for the whole exchange.
    ///
    /// ## Why is this bad?
    /// However well it flows, it is cut when the time is up; in KrakenD the cut looks like a complete answer. What a
    /// stream needs is a limit between two pieces.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   chat: { at: /chat, upstream: cloud-api, paths: { /completions: POST }, profile: llm, timeout: 2m }
    /// ```
    ///
    /// ## Use instead
    /// ```yaml,good
    /// services:
    ///   chat: { at: /chat, upstream: cloud-api, paths: { /completions: POST }, profile: llm, timeout: { idle: 5m } }
    /// ```
    pub(crate) STREAM_CUT_BY_TOTAL { code: "GW501", name: "stream-cut-by-total", category: Reliability, severity: Warning, since: "0.1.0", inputs: [RouteFiles] }
}

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let cut = |e: &&Endpoint| context.class(e) != Class::Plain && e.timeouts.value.total.is_some();
    let endpoints = context.gateway.endpoints.iter().filter(cut);
    let hits: Vec<(Span, &Endpoint)> = endpoints.map(|e| (context.blame(e, &e.timeouts), e)).collect();
    for group in context.groups(hits) {
        let Some(total) = group.endpoints[0].timeouts.value.total else { continue };
        let help = match context.shares_timeout(group.endpoints[0]) {
            false => "limit the time between two pieces: `timeout: { idle: 5m }`".to_owned(),
            true => format!(
                "set `timeout: {{ idle: 5m }}` where `stream` is set, so that endpoints that do not stream keep `{total}`"
            ),
        };
        out.push(
            group
                .at(
                    &STREAM_CUT_BY_TOTAL,
                    format!("streams of {} are cut after `{total}`", phrases::endpoints(&group.endpoints)),
                )
                .help(help),
        );
    }
}
