use crate::lint::Context;
use crate::model::{Endpoint, Timeouts};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::value::Duration;

declare_rule! {
    /// A timeout is longer than 10 minutes, or a `connect` timeout is longer than 30 seconds.
    ///
    /// ## What it does
    /// A `timeout` has four parts: `connect` is the time to connect to the upstream, `first_byte` the time until the
    /// response begins, `idle` the longest pause in the response, and `total` the time for the whole request.
    /// `timeout: 1h` sets `total`. Reports a `connect` timeout above 30 seconds, and any other above 10 minutes.
    ///
    /// ## Why is this bad?
    /// Each waiting request holds a connection and memory. With `timeout: 1h` and 200 requests per second, an upstream
    /// that stops responding leaves the gateway with 120,000 open requests after 10 minutes. If the gateway runs out of
    /// memory, requests to all other upstreams fail too. A connection inside a data center takes milliseconds; a host
    /// that does not accept it within 30 seconds is down.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, timeout: 1h } }
    /// ```
    ///
    /// `profile: llm` applies settings that `profiles` defines, among them `stream: sse`. Here only the `connect`
    /// timeout of 5 minutes is reported:
    /// ```yaml,bad
    /// services: { chat: { at: /v1, upstream: cloud-api, profile: llm, timeout: { connect: 5m, idle: 5m }, paths: { /chat/completions: POST } } }
    /// ```
    ///
    /// ## Use instead
    /// Set a `total` timeout that fits the slowest response. For a stream, set `idle` instead of `total`, and a short
    /// `connect`.
    /// ```yaml,good
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, timeout: 30s } }
    /// ```
    ///
    /// ## When to ignore
    /// A few internal clients download exports that take longer than 10 minutes.
    pub(crate) ENDLESS_REQUEST { code: "GW416", name: "endless-request", category: Reliability, severity: Warning, since: "0.1.0", inputs: [RouteFiles, Krakend] }
}

const MOST: Duration = Duration::from_secs(600);
const MOST_CONNECT: Duration = Duration::from_secs(30);

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let calls = context.gateway.endpoints.iter().filter(|e| !e.backends().is_empty());
    let hits = calls.filter(|e| longest(e).is_some());
    let hits = hits.map(|e| (context.gateway.span(e.timeouts.origin), e)).collect();
    let message = |found: &[&Endpoint]| {
        let Some((name, time, most)) = longest(found[0]) else { return String::new() };
        match found.len() {
            1 => format!(
                "`{name}` timeout `{time}` of `{}` exceeds {most}: an upstream that hangs keeps each request open that long",
                found[0].key()
            ),
            n => format!(
                "{n} endpoints have a timeout above the limit, such as `{name}` `{time}` above {most}"
            ),
        }
    };
    let findings = context.crowd(&ENDLESS_REQUEST, hits, message, |endpoint| message(&[endpoint]));
    let help = match context.is_raw() {
        true => "set a shorter `timeout`, such as `\"30s\"`",
        false => {
            "set a shorter `timeout`, such as `30s`, or `{ connect: 5s, first_byte: 1m, idle: 5m }` for a stream"
        }
    };
    out.extend(findings.into_iter().map(|finding| finding.help(help)));
}

/// The last timeout above its limit, with the limit.
fn longest(endpoint: &Endpoint) -> Option<(&'static str, Duration, Duration)> {
    let Timeouts { connect, first_byte, idle, total } = endpoint.timeouts.value;
    let waits = [
        ("connect", connect, MOST_CONNECT),
        ("first_byte", first_byte, MOST),
        ("idle", idle, MOST),
        ("total", total, MOST),
    ];
    waits
        .into_iter()
        .filter_map(|(name, time, most)| Some((name, time.filter(|t| *t > most)?, most)))
        .next_back()
}
