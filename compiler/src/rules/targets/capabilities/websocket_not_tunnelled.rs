//! `stream: websocket`.

use crate::model::{Endpoint, Stream};
use crate::rules::targets::check::{Check, Find, PerService, Runtime, Subject};
use gwc_syntax::declare_rule;

declare_rule! {
    /// WebSockets do not work under `hanzo` and `krakend-ce`.
    ///
    /// ## What it does
    /// Reports the endpoints of a service with `stream: websocket`.
    ///
    /// The finding is a warning under the target that you deploy, which `deploy: { runs: ... }` in `gateway.yaml` sets.
    /// Under any other target, it is a loss.
    ///
    /// The rule applies if `targets` in `gateway.yaml` lists `hanzo` (the Hanzo gateway, built on KrakenD) or
    /// `krakend-ce` (KrakenD). A gateway without `targets` has all targets.
    ///
    /// ## Why is this bad?
    /// KrakenD CE does not forward `Upgrade: websocket` to the upstream. The handshake of each client fails, so a chat
    /// or a live view never connects.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   bot: { at: /bot, upstream: commerce, paths: { /ws: { GET: { stream: websocket, timeout: { idle: 10m } } } } }
    /// ```
    ///
    /// ## Use instead
    /// Run the gateway with `gwr`, the runtime of this project: write `targets: [gwr]` and `deploy: { runs: gwr }` in
    /// `gateway.yaml`. Or remove the endpoint, and let clients poll a plain endpoint, as here:
    /// ```yaml,good
    /// services:
    ///   bot: { at: /bot, upstream: commerce, paths: { /messages: GET } }
    /// ```
    ///
    /// ## When to ignore
    /// A proxy in front of the gateway sends the WebSockets to the upstream itself. A comment on the line of `runs`
    /// suppresses the warning for all services.
    ///
    /// ## References
    /// KrakenD: `websocket` is a component of the Enterprise edition.
    pub(crate) WEBSOCKET_NOT_TUNNELLED { code: "GW722", name: "websocket-not-tunnelled", category: Compatibility, severity: Loss, since: "0.1.0", inputs: [RouteFiles], fails_if_run: true }
}

pub(super) static CHECK: Check = Check {
    rule: &WEBSOCKET_NOT_TUNNELLED,
    does: "WebSockets are not forwarded",
    find: Find::PerService(PerService {
        concerns: |_, endpoint| endpoint.stream.value == Stream::WebSocket,
        what: |_| "WebSockets are not forwarded".to_owned(),
        help: "remove the endpoint, or run the gateway with `gwr`",
        fails: Some(no_upgrade),
    }),
};

fn no_upgrade(_: &Subject<'_>, endpoint: &Endpoint, runtime: &Runtime) -> String {
    format!("`{}` cannot open a WebSocket in {}", endpoint.key(), runtime.named())
}
