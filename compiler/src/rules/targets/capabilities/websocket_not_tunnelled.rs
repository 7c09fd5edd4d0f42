//! `stream: websocket`.

use crate::model::Stream;
use crate::rules::targets::check::{Check, Find};
use gwc_syntax::declare_rule;

declare_rule! {
    /// A JSON target does not tunnel WebSockets.
    ///
    /// ## Why is this bad?
    /// KrakenD CE forwards no upgrade: the client's handshake is answered as if it were a plain `GET`.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   bot: { at: /bot, upstream: commerce, paths: { /ws: { GET: { stream: websocket, timeout: { idle: 10m } } } } }
    /// ```
    ///
    /// ## Use instead
    /// Serve WebSockets with `gwr`.
    /// ```yaml,good
    /// services:
    ///   bot: { at: /bot, upstream: commerce, paths: { /messages: GET } }
    /// ```
    pub(crate) WEBSOCKET_NOT_TUNNELLED { code: "GW722", name: "websocket-not-tunnelled", category: Compatibility, severity: Loss, since: "0.1.0", inputs: [RouteFiles] }
}

pub(super) static CHECK: Check = Check {
    rule: &WEBSOCKET_NOT_TUNNELLED,
    does: "tunnel no WebSockets",
    find: Find::PerService {
        concerns: |_, endpoint| endpoint.stream.value == Stream::WebSocket,
        what: |_| "tunnel no WebSockets".to_owned(),
    },
};
