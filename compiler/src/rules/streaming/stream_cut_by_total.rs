use crate::lint::Class;
use crate::lint::Context;
use crate::model::Endpoint;
use crate::model::phrases;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::Span;

declare_rule! {
    /// A streaming endpoint has a total timeout, which cuts its streams.
    ///
    /// ## What it does
    /// `timeout: 2m` limits the whole response, like `timeout: { total: 2m }`. Reports an endpoint of route files that
    /// sets `stream`, and a timeout for the whole response.
    ///
    /// ## Why is this bad?
    /// The gateway ends the stream after this time, even while data flows. In KrakenD, the cut response looks complete
    /// to the client: a user gets the first half of an answer, and no error.
    ///
    /// ## Example
    /// `profile: llm` applies settings that `profiles` defines, among them `stream: sse`:
    /// ```yaml,bad
    /// services:
    ///   chat: { at: /chat, upstream: cloud-api, paths: { /completions: POST }, profile: llm, timeout: 2m }
    /// ```
    ///
    /// ## Use instead
    /// Set `idle`, which limits the pause between two chunks, instead of a time for the whole response.
    /// ```yaml,good
    /// services:
    ///   chat: { at: /chat, upstream: cloud-api, paths: { /completions: POST }, profile: llm, timeout: { idle: 5m } }
    /// ```
    ///
    /// ## When to ignore
    /// The streams are known to be short, and the total is a deliberate upper bound.
    ///
    /// ## References
    /// - lura v2.14, `proxy/http_response.go`
    pub(crate) STREAM_CUT_BY_TOTAL { code: "GW501", name: "stream-cut-by-total", category: Reliability, severity: Warning, since: "0.1.0", inputs: [RouteFiles] }
}

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let cut = |e: &&Endpoint| context.class(e) != Class::Plain && e.timeouts.value.total.is_some();
    let endpoints = context.gateway.endpoints.iter().filter(cut);
    let hits: Vec<(Span, &Endpoint)> = endpoints.map(|e| (context.blame(e, &e.timeouts), e)).collect();
    for group in context.groups(hits) {
        let Some(total) = group.endpoints[0].timeouts.value.total else { continue };
        let help = match context.shares_timeout(group.endpoints[0]) {
            false => "limit the pause between two chunks instead: `timeout: { idle: 5m }`".to_owned(),
            true => format!(
                "set `timeout: {{ idle: 5m }}` where `stream` is set; endpoints that do not stream keep `{total}`"
            ),
        };
        out.push(
            group
                .at(
                    &STREAM_CUT_BY_TOTAL,
                    format!(
                        "streams of {} are cut after `{total}`, even while data flows",
                        phrases::endpoints(&group.endpoints)
                    ),
                )
                .help(help),
        );
    }
}
