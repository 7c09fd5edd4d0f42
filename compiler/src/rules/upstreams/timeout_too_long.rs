use crate::lint::Class;
use crate::lint::Context;
use crate::model::Endpoint;
use crate::model::phrases;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::Span;
use gwc_syntax::value::Duration;

declare_rule! {
    /// An endpoint that does not stream has a timeout above 30 seconds, or no `total` timeout.
    ///
    /// ## What it does
    /// `timeout: 5m` limits the whole request, like `timeout: { total: 5m }`. Reports an endpoint with a `total`
    /// timeout above 30 seconds, and an endpoint without a `total` timeout. Endpoints that stream are not checked. In
    /// route files, these are endpoints with `stream`; in a KrakenD configuration, endpoints with a path that looks
    /// like a stream, such as `/events`.
    ///
    /// ## Why is this bad?
    /// While an upstream does not respond, each request holds a connection and memory, long after its client has given
    /// up. With `timeout: 5m` and 100 requests per second, an upstream that hangs for five minutes leaves 30,000 open
    /// requests.
    ///
    /// ## Example
    /// `timeout: 5m` limits the whole request:
    /// ```yaml,bad
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET, timeout: 5m }
    /// ```
    ///
    /// ## Use instead
    /// Set a `timeout` of 30 seconds or less. For a stream, set `stream: sse` and an `idle` timeout.
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET, timeout: 10s }
    /// ```
    ///
    /// ## When to ignore
    /// The endpoint serves long reports or uploads to a few clients.
    pub(crate) TIMEOUT_TOO_LONG { code: "GW407", name: "timeout-too-long", category: Reliability, severity: Warning, since: "0.1.0", inputs: [RouteFiles, Krakend] }
}

const LONGEST: Duration = Duration::from_secs(30);

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let unfit = |e: &&Endpoint| {
        let total = e.timeouts.value.total;
        context.class(e) == Class::Plain && !e.backends().is_empty() && total.is_none_or(|t| t > LONGEST)
    };
    let endpoints = context.gateway.endpoints.iter().filter(unfit);
    let hits: Vec<(Span, &Endpoint)> = endpoints.map(|e| (context.blame(e, &e.timeouts), e)).collect();
    for group in context.groups(hits) {
        let first = group.endpoints[0];
        let list = phrases::endpoints(&group.endpoints);
        let message = match first.timeouts.value.total {
            Some(total) => {
                format!(
                    "timeout `{total}` of {list} exceeds {LONGEST}, the limit for endpoints that do not stream"
                )
            }
            None => {
                let have = phrases::plural(group.endpoints.len(), "has", "have");
                format!("{list} {have} no `total` timeout")
            }
        };
        let set = context.gateway.span(first.timeouts.origin);
        let mut finding = group.at(&TIMEOUT_TOO_LONG, message);
        if set != group.span {
            finding = finding.related(set, "timeout set here");
        }
        out.push(finding.help(help(context, first)));
    }
}

/// Advice that ends this finding without a finding of GW501, which rejects a `total` timeout of a stream.
fn help(context: &Context<'_>, endpoint: &Endpoint) -> &'static str {
    match (context.is_raw(), context.shares_timeout(endpoint)) {
        (true, _) => "set a `timeout` of 30s or less",
        (false, false) => {
            "set a `timeout` of 30s or less, or `stream: sse` with `timeout: { idle: 5m }` for a stream"
        }
        (false, true) => {
            "set a `timeout` of 30s or less at these endpoints only, because streams share this one, or `stream: sse` with `timeout: { idle: 5m }` for a stream"
        }
    }
}
