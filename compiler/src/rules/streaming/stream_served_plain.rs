use crate::lint::Context;
use crate::lint::{Class, literals};
use crate::model::phrases;
use crate::model::{Endpoint, Stream, Via};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::Span;
use gwc_syntax::value::{Duration, Method};

declare_rule! {
    /// A path of a model's API is served as one plain answer.
    ///
    /// ## Why is this bad?
    /// `POST /chat/completions` streams when the caller asks for it. With a total of a plain answer it is cut in the
    /// middle, which looks like a complete answer; buffered, the first word comes with the last.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services: { chat: { at: /v1, upstream: models, timeout: 30s, paths: { /chat/completions: POST } } }
    /// ```
    ///
    /// ## Use instead
    /// ```yaml,good
    /// services: { chat: { at: /v1, upstream: models, stream: sse, timeout: { idle: 5m }, paths: { /chat/completions: POST } } }
    /// ```
    pub(crate) STREAM_SERVED_PLAIN { code: "GW504", name: "stream-served-plain", category: Reliability, severity: Warning, since: "0.1.0", inputs: [RouteFiles, Krakend] }
}

/// Raw configurations know no idle time: a total of this long is what they can say instead.
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
        let cut = total.map(|total| format!(", cut after `{total}`")).unwrap_or_default();
        let message = format!(
            "{} {} as one plain answer{cut}",
            phrases::endpoints(&group.endpoints),
            phrases::plural(group.endpoints.len(), "is served", "are served")
        );
        let help = match context.is_raw() {
            true => "give it a timeout of its own, as long as its longest answer",
            false => {
                "say `stream: sse` and `timeout: { first_byte: 2m, idle: 5m }`; the profile of such services does"
            }
        };
        out.push(group.at(&STREAM_SERVED_PLAIN, message).help(help));
    }
}

fn is_model_call(endpoint: &Endpoint) -> bool {
    endpoint.method == Method::Post
        && !endpoint.path.has_tail()
        && literals(endpoint).last().is_some_and(is_model_word)
}

/// Whether a segment names a call of a model's API that streams when its caller asks for it.
fn is_model_word(segment: &str) -> bool {
    matches!(segment, "completions" | "messages" | "generate")
}

/// The total that cuts it; in route files, where somebody said that it is no stream, else the endpoint.
fn place(context: &Context<'_>, endpoint: &Endpoint) -> Span {
    let stream = context.gateway.origin(endpoint.stream.origin);
    match stream.used_at.iter().any(|step| step.via == Via::BuiltIn) {
        _ if context.is_raw() => context.gateway.span(endpoint.timeouts.origin),
        true => context.place(endpoint),
        false => stream.written,
    }
}
