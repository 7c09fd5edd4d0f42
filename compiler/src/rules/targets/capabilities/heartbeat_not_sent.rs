//! `heartbeat` for the JSON targets.

use gwc_artifact::EndpointPolicy;

use crate::rules::targets::check::{Check, Find, Subject};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// `hanzo` and `krakend-ce` send no comments on an idle stream.
    ///
    /// ## What it does
    /// Reports `heartbeat`, if `hanzo` or `krakend-ce` is a target.
    ///
    /// ## Why is this bad?
    /// A load balancer or a browser between the client and the gateway closes a connection that is silent for too long,
    /// often after 60 seconds. With these targets, only the upstream keeps the stream alive.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   events: { at: /events, upstream: commerce, methods: GET, profile: open, stream: sse, heartbeat: 15s }
    /// ```
    ///
    /// ## Use instead
    /// Let the upstream send comments, or run the gateway with `gwr`.
    /// ```yaml,good
    /// services:
    ///   events: { at: /events, upstream: commerce, methods: GET, profile: open, stream: sse }
    /// ```
    ///
    /// ## When to ignore
    /// The upstream sends events or comments often enough.
    pub(crate) HEARTBEAT_NOT_SENT { code: "GW783", name: "heartbeat-not-sent", category: Compatibility, severity: Loss, since: "0.1.0", inputs: [RouteFiles] }
}

pub(super) static CHECK: Check = Check {
    rule: &HEARTBEAT_NOT_SENT,
    does: "no comments are sent on an idle stream",
    find: Find::Places(find),
};

fn find(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let places = subject.policies(|policy| matches!(policy, EndpointPolicy::Heartbeat(_)));
    let finding = |span| {
        let message = format!(
            "`heartbeat` has no effect in {}: no comments are sent on an idle stream",
            subject.names()
        );
        HEARTBEAT_NOT_SENT.at(span, message)
    };
    places.into_keys().map(finding).collect()
}
