use std::collections::BTreeSet;

use gwc_artifact::UpstreamHttp;

use crate::lint::Context;
use crate::model::Stream;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;

declare_rule! {
    /// A WebSocket endpoint has an upstream with `http: 2`, and HTTP/2 has no WebSocket upgrade.
    ///
    /// ## What it does
    /// Reports an endpoint with `stream: websocket` if its upstream has `http: 2`. With `split`, which divides requests
    /// among upstreams, each of these upstreams is checked.
    ///
    /// ## Why is this bad?
    /// A WebSocket begins with a request to upgrade the HTTP/1.1 connection. HTTP/2 has no such request (RFC 9113,
    /// section 8.6), so every client that opens the WebSocket gets an error.
    ///
    /// ## Example
    /// The upstream has `http: 2`, and the endpoint is a WebSocket:
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [gwr]
    /// upstreams: { chat: { url: "http://chat.shop.svc.cluster.local:8001", http: 2 } }
    /// services: { chat: { at: /chat, upstream: chat, methods: GET, auth: public, stream: websocket, timeout: { idle: 5m } } }
    /// ```
    ///
    /// ## Use instead
    /// Call the upstream with HTTP/1.1. Where other endpoints need HTTP/2, define a second upstream with the same URL.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [gwr]
    /// upstreams: { chat: { url: "http://chat.shop.svc.cluster.local:8001", http: 1 } }
    /// services: { chat: { at: /chat, upstream: chat, methods: GET, auth: public, stream: websocket, timeout: { idle: 5m } } }
    /// ```
    ///
    /// ## References
    /// - [RFC 9113, section 8.6](https://www.rfc-editor.org/rfc/rfc9113.html#section-8.6)
    pub(crate) WEBSOCKET_OVER_HTTP2 { code: "GW432", name: "websocket-over-http2", category: Correctness, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let gateway = context.gateway;
    let mut seen = BTreeSet::new();
    for endpoint in gateway.endpoints.iter().filter(|e| e.stream.value == Stream::WebSocket) {
        let upstreams = endpoint.backends().iter().flat_map(|backend| endpoint.upstreams_of(backend));
        let mut upstreams = upstreams.map(|id| gateway.upstream(id));
        let Some(upstream) = upstreams.find(|upstream| upstream.options.http == UpstreamHttp::Two) else {
            continue;
        };
        let span = gateway.span(endpoint.stream.origin);
        if !seen.insert((span, &upstream.name.value)) {
            continue;
        }
        let name = &upstream.name.value;
        let message = format!(
            "`{}` is a WebSocket, which cannot be opened over the HTTP/2 (`http: 2`) of its upstream `{name}`",
            endpoint.key()
        );
        let finding = WEBSOCKET_OVER_HTTP2.at(span, message).route(endpoint.key());
        let place = upstream.places.get("http").copied().unwrap_or(upstream.name.span);
        out.push(finding.related(place, "HTTP/2 is set here").help(format!(
            "set `http: 1` at the upstream `{name}`, or use another upstream with the same URL and without `http` for this endpoint"
        )));
    }
}
