use crate::lint::Class;
use crate::lint::Context;
use crate::model::Endpoint;
use crate::model::phrases;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::Span;
use gwc_syntax::value::Duration;

declare_rule! {
    /// An ordinary endpoint may take more than 30 seconds, or has no limit for the whole exchange.
    ///
    /// ## Why is this bad?
    /// While an upstream hangs, each request holds a connection and memory; callers give up long before. Minutes suit a
    /// stream, not a request that is answered at once.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET, timeout: 5m }
    /// ```
    ///
    /// ## Use instead
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET, timeout: 10s }
    /// ```
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
            Some(total) => format!("{list} may take `{total}`, and {LONGEST} is long for one answer"),
            None => format!("nothing ends an exchange of {list} as a whole"),
        };
        let said = context.gateway.span(first.timeouts.origin);
        let mut finding = group.at(&TIMEOUT_TOO_LONG, message);
        if said != group.span {
            finding = finding.related(said, "the time comes from here");
        }
        out.push(finding.help(help(context, first)));
    }
}

/// What ends this rule's finding without one about streams in its place: they have no limit for the whole exchange.
fn help(context: &Context<'_>, endpoint: &Endpoint) -> &'static str {
    match (context.is_raw(), context.shares_timeout(endpoint)) {
        (true, _) => "set a `timeout` that fits",
        (false, false) => {
            "set a `timeout` of at most 30s, or `stream: sse` with `timeout: { idle: 5m }` if it is a stream"
        }
        (false, true) => {
            "set a `timeout` of at most 30s at these endpoints, so that the streams keep theirs, or `stream: sse` with `timeout: { idle: 5m }` if they are streams"
        }
    }
}
