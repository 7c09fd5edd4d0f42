use crate::lint::Context;
use crate::model::{Endpoint, Timeouts};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::value::Duration;

declare_rule! {
    /// A time limit is so long that it limits nothing.
    ///
    /// ## Why is this bad?
    /// A wait of more than ten minutes is no limit: each stuck request keeps its connection and its memory for that long,
    /// and a slow upstream collects them until the gateway has no more. A connection takes milliseconds in a data centre;
    /// who waits longer than half a minute for one waits for a host that is down.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services: { chat: { at: /v1, upstream: cloud-api, profile: llm, timeout: { connect: 5m, idle: 5m }, paths: { /chat/completions: POST } } }
    /// ```
    /// ```yaml,bad
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, timeout: 1h } }
    /// ```
    ///
    /// ## Use instead
    /// ```yaml,good
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, timeout: 30s } }
    /// ```
    pub(crate) ENDLESS_REQUEST { code: "GW416", name: "endless-request", category: Reliability, severity: Warning, since: "0.1.0", inputs: [RouteFiles, Krakend] }
}

/// The longest wait that still is a limit.
const MOST: Duration = Duration::from_secs(600);
/// The longest time to connect that still is one.
const MOST_CONNECT: Duration = Duration::from_secs(30);

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let calls = context.gateway.endpoints.iter().filter(|e| !e.backends().is_empty());
    let hits = calls.filter(|e| problem(e).is_some());
    let hits = hits.map(|e| (context.gateway.span(e.timeouts.origin), e)).collect();
    let findings = context.crowd(&ENDLESS_REQUEST, hits, |found| {
        let what = problem(found[0]).unwrap_or_default();
        match found.len() {
            1 => format!("`{}` {what}", found[0].key()),
            n => format!("each of {n} endpoints {what}"),
        }
    });
    out.extend(findings.into_iter().map(|finding| {
        finding.help(
            "say a total, such as `timeout: 30s`; for a stream `{ connect: 5s, first_byte: 1m, idle: 5m }`",
        )
    }));
}

/// What holds a request without end, as the end of a sentence.
fn problem(endpoint: &Endpoint) -> Option<String> {
    let Timeouts { connect, first_byte, idle, total } = endpoint.timeouts.value;
    let waits = [
        ("connect", connect, MOST_CONNECT),
        ("first_byte", first_byte, MOST),
        ("idle", idle, MOST),
        ("total", total, MOST),
    ];
    let long = waits
        .into_iter()
        .filter_map(|(name, time, most)| Some((name, time.filter(|t| *t > most)?)))
        .next_back();
    long.map(|(name, time)| format!("may wait `{time}` (`{name}`), which is as good as no limit"))
}
