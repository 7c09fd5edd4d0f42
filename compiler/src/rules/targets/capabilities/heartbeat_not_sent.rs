//! `heartbeat` for the JSON targets.

use gwc_artifact::EndpointPolicy;

use crate::rules::targets::check::{Check, Find, Subject};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// `heartbeat` has no effect under `hanzo` and `krakend-ce`: they send nothing while a stream is silent.
    ///
    /// ## What it does
    /// Reports `heartbeat`, the interval of comment lines that keep a silent stream open.
    ///
    /// The rule applies if `targets` in `gateway.yaml` lists `hanzo` (the Hanzo gateway, built on KrakenD) or
    /// `krakend-ce` (KrakenD). A gateway without `targets` has all targets.
    ///
    /// ## Why is this bad?
    /// `gwr`, the runtime of this project, sends these comment lines. KrakenD sends nothing. A load balancer between
    /// the client and the gateway closes a connection that is silent for too long, often after 60 seconds: the client
    /// loses the stream and must connect again.
    ///
    /// ## Example
    /// The profile `open` sets `auth: public`:
    /// ```yaml,bad
    /// services:
    ///   events: { at: /events, upstream: commerce, methods: GET, profile: open, stream: sse, heartbeat: 15s }
    /// ```
    ///
    /// ## Use instead
    /// Let the upstream send comments, as here without `heartbeat`. Or run the gateway with `gwr`: write
    /// `targets: [gwr]` and `deploy: { runs: gwr }` in `gateway.yaml`.
    /// ```yaml,good
    /// services:
    ///   events: { at: /events, upstream: commerce, methods: GET, profile: open, stream: sse }
    /// ```
    ///
    /// ## When to ignore
    /// The upstream sends events or comments often enough.
    pub(crate) HEARTBEAT_NOT_SENT { code: "GW783", name: "heartbeat-not-sent", category: Compatibility, severity: Loss, since: "0.1.0", inputs: [RouteFiles] }
}

pub(super) static CHECK: Check =
    Check { rule: &HEARTBEAT_NOT_SENT, does: "proxies may close a silent stream", find: Find::Places(find) };

fn find(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let places = subject.policies(|policy| matches!(policy, EndpointPolicy::Heartbeat(_)));
    let finding = |span| {
        let message =
            format!("`heartbeat` has no effect in {}: proxies may close a silent stream", subject.names());
        HEARTBEAT_NOT_SENT
            .at(span, message)
            .help("let the upstream send comment lines, or run the gateway with `gwr`")
    };
    places.into_keys().map(finding).collect()
}
