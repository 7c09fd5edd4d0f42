use std::collections::BTreeSet;
use std::time::Duration;

use gwc_artifact::EndpointPolicy;

use crate::lint::Context;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;

declare_rule! {
    /// The interval of `heartbeat` is not shorter than the `idle` timeout.
    ///
    /// ## What it does
    /// Reports a `heartbeat` that is as long as the `idle` timeout of its endpoint, or longer.
    ///
    /// ## Why is this bad?
    /// When the upstream of a stream has been silent for the interval of `heartbeat`, the gateway sends a comment line
    /// to the client, so that proxies keep the connection open. `idle` ends a stream after a time of silence of the
    /// upstream. In the example, the stream ends after 30s, before a comment is sent, and the client must connect
    /// again.
    ///
    /// ## Example
    /// The profile `open` sets `auth: public`. `heartbeat` and `idle` are equal:
    /// ```yaml,bad
    /// services:
    ///   events:
    ///     { at: /events, upstream: commerce, methods: GET, profile: open, stream: sse, timeout: { idle: 30s }, heartbeat: 30s }
    /// ```
    ///
    /// ## Use instead
    /// Set an interval of at most half of the `idle` timeout.
    /// ```yaml,good
    /// services:
    ///   events:
    ///     { at: /events, upstream: commerce, methods: GET, profile: open, stream: sse, timeout: { idle: 30s }, heartbeat: 15s }
    /// ```
    ///
    /// ## When to ignore
    /// Never: a key that has no effect misleads its readers.
    pub(crate) HEARTBEAT_AFTER_IDLE { code: "GW784", name: "heartbeat-after-idle", category: Correctness, severity: Warning, since: "0.1.0", inputs: [RouteFiles] }
}

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let gateway = context.gateway;
    let mut seen = BTreeSet::new();
    for endpoint in &gateway.endpoints {
        let Some(idle) = endpoint.timeouts.value.idle else { continue };
        for policy in &endpoint.policies {
            let EndpointPolicy::Heartbeat(every) = policy.value else { continue };
            let span = gateway.span(policy.origin);
            if every < Duration::from_nanos(idle.nanos) || !seen.insert(span) {
                continue;
            }
            let message = format!(
                "`heartbeat` of `{}` has no effect: the stream ends after {idle} of silence",
                endpoint.key()
            );
            let help = "set an interval shorter than the `idle` timeout";
            out.push(HEARTBEAT_AFTER_IDLE.at(span, message).route(endpoint.key()).help(help));
        }
    }
}
