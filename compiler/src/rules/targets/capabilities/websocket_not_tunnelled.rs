//! `stream: websocket`.

use crate::model::{Endpoint, Stream};
use crate::rules::targets::check::{Check, Fails, Find, PerService, Runtime, Subject};
use gwc_syntax::declare_rule;

declare_rule! {
    /// A JSON target does not tunnel WebSockets.
    ///
    /// ## Why is this bad?
    /// KrakenD CE forwards no upgrade: the client's handshake is answered as if it were a plain `GET`.
    ///
    /// Where `deploy.runs` names such a target, requests fail, so it is a warning. `# gwc: ignore[GW722] REASON` on the line
    /// of `runs` waives it for all services.
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
    find: Find::PerService(PerService {
        concerns: |_, endpoint| endpoint.stream.value == Stream::WebSocket,
        what: |_| "tunnel no WebSockets".to_owned(),
        fails: Some(Fails { message: no_upgrade, help: "remove the endpoint" }),
    }),
};

fn no_upgrade(_: &Subject<'_>, endpoint: &Endpoint, runtime: &Runtime) -> String {
    format!("`{}` opens no WebSocket under {}", endpoint.key(), runtime.named())
}
