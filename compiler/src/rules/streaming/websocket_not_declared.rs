use crate::lint::Context;
use crate::lint::{is_socket_word, literals};
use crate::model::phrases;
use crate::model::{Endpoint, Stream};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::{Diagnostics, Severity};
use gwc_syntax::source::Span;
use gwc_syntax::value::Method;

declare_rule! {
    /// A path is named like a WebSocket but is not one, or a WebSocket endpoint has another method than `GET`.
    ///
    /// ## What it does
    /// Reports a `GET` endpoint with a path that ends in `ws`, `wss`, `websocket`, `websockets` or `socket`, if it does
    /// not set `stream: websocket`. Also reports `stream: websocket` with another method than `GET`, as an error.
    ///
    /// ## Why is this bad?
    /// Without `stream: websocket`, the gateway does not forward the upgrade, and the handshake fails for every client.
    /// KrakenD CE cannot forward it at all. A handshake is always a `GET`, so with another method no client can
    /// connect.
    ///
    /// ## Example
    /// `/ws` does not set `stream`:
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [gwr]
    /// upstreams: { bot: "http://bot.shop.svc.cluster.local:80" }
    /// rate_limits: { standard: { total: 100/s, per_ip: 10/s } }
    /// services: { bot: { at: /bot, upstream: bot, auth: public, rate_limit: standard, paths: { /ws: GET } } }
    /// ```
    ///
    /// ## Use instead
    /// Set `stream: websocket`, and run the gateway with `gwr`: KrakenD CE and the Hanzo gateway do not forward
    /// WebSockets (GW722).
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [gwr]
    /// upstreams: { bot: "http://bot.shop.svc.cluster.local:80" }
    /// rate_limits: { standard: { total: 100/s, per_ip: 10/s } }
    /// services: { bot: { at: /bot, upstream: bot, auth: public, rate_limit: standard, paths: { /ws: { GET: { stream: websocket, timeout: { idle: 10m } } } } } }
    /// ```
    ///
    /// ## When to ignore
    /// The path only has the name: the endpoint serves plain HTTP, such as the status of the WebSocket server.
    ///
    /// ## References
    /// - RFC 6455, section 4.1
    pub(crate) WEBSOCKET_NOT_DECLARED { code: "GW503", name: "websocket-not-declared", category: Correctness, severity: Warning, since: "0.1.0", inputs: [RouteFiles, Krakend] }
}

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let endpoints = &context.gateway.endpoints;
    let is_socket = |e: &Endpoint| e.stream.value == Stream::WebSocket;
    let silent = endpoints.iter().filter(|e| {
        let last = literals(e).last().is_some_and(is_socket_word) && !e.path.has_tail();
        last && e.method == Method::Get && !is_socket(e) && !e.backends().is_empty()
    });
    let help = match context.is_raw() {
        true => "serve it with `gwr`, or connect its clients to the upstream directly",
        false => {
            "set `stream: websocket` at the method of the path, as in `paths: { /ws: { GET: { stream: websocket } } }`"
        }
    };
    let hits: Vec<(Span, &Endpoint)> = silent.map(|e| (context.place(e), e)).collect();
    for group in context.groups(hits) {
        let list = phrases::endpoints(&group.endpoints);
        let is = phrases::plural(group.endpoints.len(), "is", "are");
        let message =
            format!("{list} {is} named like a WebSocket, but the gateway does not forward the upgrade");
        out.push(group.at(&WEBSOCKET_NOT_DECLARED, message).help(help));
    }
    let odd = endpoints.iter().filter(|e| is_socket(e) && e.method != Method::Get);
    let hits: Vec<(Span, &Endpoint)> = odd.map(|e| (context.place(e), e)).collect();
    for group in context.groups(hits) {
        let message =
            format!("a WebSocket endpoint requires method `GET`, found `{}`", group.endpoints[0].method);
        out.push(
            group
                .at(&WEBSOCKET_NOT_DECLARED, message)
                .severity(Severity::Error)
                .help("set the method to `GET`"),
        );
    }
}
