use crate::lint::Context;
use crate::lint::{is_socket_word, literals};
use crate::model::phrases;
use crate::model::{Endpoint, Stream};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::{Diagnostics, Severity};
use gwc_syntax::source::Span;
use gwc_syntax::value::Method;

declare_rule! {
    /// A path that is named like a WebSocket is none, or a WebSocket has another method than `GET`.
    ///
    /// ## Why is this bad?
    /// Without `stream: websocket` the upgrade is not forwarded, and the handshake fails. A handshake is always a `GET`.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   bot: { at: /bot, upstream: commerce, paths: { /ws: GET } }
    /// ```
    ///
    /// ## Use instead
    /// ```yaml,good
    /// services:
    ///   bot: { at: /bot, upstream: commerce, paths: { /ws: { GET: { stream: websocket, timeout: { idle: 10m } } } } }
    /// ```
    pub(crate) WEBSOCKET_NOT_SAID { code: "GW503", name: "websocket-not-said", category: Correctness, severity: Warning, since: "0.1.0", inputs: [RouteFiles, Krakend] }
}

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let endpoints = &context.gateway.endpoints;
    let is_socket = |e: &Endpoint| e.stream.value == Stream::WebSocket;
    let silent = endpoints.iter().filter(|e| {
        let last = literals(e).last().is_some_and(is_socket_word) && !e.path.has_tail();
        last && e.method == Method::Get && !is_socket(e) && !e.backends().is_empty()
    });
    let hits: Vec<(Span, &Endpoint)> = silent.map(|e| (context.place(e), e)).collect();
    for group in context.groups(hits) {
        let list = phrases::endpoints(&group.endpoints);
        let message =
            format!("{list} {} like a WebSocket and {} none", looks(&group.endpoints), is(&group.endpoints));
        out.push(group.at(&WEBSOCKET_NOT_SAID, message).help("say `stream: websocket`"));
    }
    let odd = endpoints.iter().filter(|e| is_socket(e) && e.method != Method::Get);
    let hits: Vec<(Span, &Endpoint)> = odd.map(|e| (context.place(e), e)).collect();
    for group in context.groups(hits) {
        let message =
            format!("the handshake of a WebSocket is a `GET`, and this is `{}`", group.endpoints[0].method);
        out.push(group.at(&WEBSOCKET_NOT_SAID, message).severity(Severity::Error).help("make it a `GET`"));
    }
}

fn looks(endpoints: &[&Endpoint]) -> &'static str {
    phrases::plural(endpoints.len(), "looks", "look")
}

fn is(endpoints: &[&Endpoint]) -> &'static str {
    phrases::plural(endpoints.len(), "is", "are")
}
