use crate::lint::Context;
use crate::lint::{Class, literals};
use crate::model::phrases;
use crate::model::{Endpoint, Stream, Via};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::Span;
use gwc_syntax::value::{Duration, Method};

declare_rule! {
    /// A path of a language model API is not served as a stream.
    ///
    /// ## What it does
    /// Reports a `POST` endpoint with a path that ends in `completions`, `messages` or `generate`. In route files, it
    /// is reported if `stream` is not set; in a KrakenD configuration, if its timeout is below 5 minutes.
    ///
    /// ## Why is this bad?
    /// The upstream streams its answer if the client sets `stream: true` in the body of `POST /chat/completions`. With
    /// the timeout of a plain endpoint, a long answer is cut in the middle and looks complete. If the gateway buffers
    /// the answer, the client sees its first word only when the answer is complete.
    ///
    /// ## Example
    /// `stream` is not set, and `timeout: 30s` limits the whole response:
    /// ```yaml,bad
    /// services: { chat: { at: /v1, upstream: models, timeout: 30s, paths: { /chat/completions: POST } } }
    /// ```
    ///
    /// ## Use instead
    /// Set `stream: sse` and an idle timeout.
    /// ```yaml,good
    /// services: { chat: { at: /v1, upstream: models, stream: sse, timeout: { idle: 5m }, paths: { /chat/completions: POST } } }
    /// ```
    ///
    /// ## When to ignore
    /// The clients of this endpoint never request a stream, and its answers are short.
    pub(crate) STREAM_SERVED_PLAIN { code: "GW504", name: "stream-served-plain", category: Reliability, severity: Warning, since: "0.1.0", inputs: [RouteFiles, Krakend] }
}

/// A KrakenD configuration has no idle timeout: a total of this length takes its place.
const LONG: Duration = Duration::from_secs(300);

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let streams =
        context.gateway.endpoints.iter().filter(|e| e.stream.value == Stream::No && is_model_call(e));
    let cut = streams.filter(|e| match context.is_raw() {
        true => context.class(e) == Class::Stream && e.timeouts.value.total.is_some_and(|total| total < LONG),
        false => true,
    });
    let cut = cut.map(|e| (place(context, e), e));
    for group in context.groups(cut) {
        let total = group.endpoints[0].timeouts.value.total;
        let cut = total.map(|total| format!(" and cut after `{total}`")).unwrap_or_default();
        let message = format!(
            "{} {} as a plain response{cut}, but clients can request a stream",
            phrases::endpoints(&group.endpoints),
            phrases::plural(group.endpoints.len(), "is served", "are served")
        );
        let help = match context.is_raw() {
            true => "set a `timeout` at the endpoint that exceeds its longest response",
            false => "set `stream: sse` and `timeout: { first_byte: 2m, idle: 5m }` on this endpoint",
        };
        out.push(group.at(&STREAM_SERVED_PLAIN, message).help(help));
    }
}

fn is_model_call(endpoint: &Endpoint) -> bool {
    endpoint.method == Method::Post
        && !endpoint.path.has_tail()
        && literals(endpoint).last().is_some_and(is_model_word)
}

/// Whether a segment names a call of a language model API that can stream.
fn is_model_word(segment: &str) -> bool {
    matches!(segment, "completions" | "messages" | "generate")
}

/// The timeout in a KrakenD configuration; in route files, the place that turns streaming off, otherwise the endpoint.
fn place(context: &Context<'_>, endpoint: &Endpoint) -> Span {
    let stream = context.gateway.origin(endpoint.stream.origin);
    match stream.used_at.iter().any(|step| step.via == Via::BuiltIn) {
        _ if context.is_raw() => context.gateway.span(endpoint.timeouts.origin),
        true => context.place(endpoint),
        false => stream.written,
    }
}
