//! `telemetry.traces` for the JSON targets.

use crate::rules::targets::check::{Check, Find, Subject};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;
use gwc_syntax::value::Target;

declare_rule! {
    /// A target does not send the traces that `telemetry.traces` sets.
    ///
    /// ## What it does
    /// Reports `telemetry.traces`. If `hanzo` is not a target, only an `otlp` URL that begins with `https` is reported.
    ///
    /// The rule applies if `targets` in `gateway.yaml` lists `hanzo` (the Hanzo gateway, built on KrakenD) or
    /// `krakend-ce` (KrakenD). A gateway without `targets` has all targets.
    ///
    /// ## Why is this bad?
    /// The Hanzo gateway reads the address of its collector only from its environment. KrakenD exports traces over HTTP
    /// only without TLS, so a collector that requires TLS gets nothing, as in the example. During an incident there is
    /// no trace of the requests that failed.
    ///
    /// ## Example
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [krakend-ce]
    /// telemetry: { traces: { otlp: "https://otel.example.com" } }
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: public, timeout: 5s } }
    /// ```
    ///
    /// ## Use instead
    /// Use a collector in the cluster that accepts HTTP without TLS, as here. Or run the gateway with `gwr`, the
    /// runtime of this project. For `hanzo`, set the collector in the environment of the pods, and suppress the finding
    /// as shown below.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [krakend-ce]
    /// telemetry: { traces: { otlp: "http://otel.monitoring.svc.cluster.local:4318" } }
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: public, timeout: 5s } }
    /// ```
    ///
    /// ## When to ignore
    /// The environment of the pods sets the collector.
    pub(crate) TRACES_NOT_SENT { code: "GW782", name: "traces-not-sent", category: Compatibility, severity: Loss, since: "0.1.0", inputs: [RouteFiles] }
}

pub(super) static CHECK: Check =
    Check { rule: &TRACES_NOT_SENT, does: "no traces are sent", find: Find::Places(find) };

fn find(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let Some(traces) = &subject.gateway.operations.traces else { return Vec::new() };
    if !subject.has(Target::Hanzo) && !traces.otlp.value.https {
        return Vec::new();
    }
    let span = if traces.otlp.value.https { traces.otlp.span } else { traces.span };
    let collector = &traces.otlp.value;
    let message = format!("no traces are sent to `{collector}` in {}", subject.names());
    let help = match subject.has(Target::Hanzo) {
        true => "set the collector in the environment of the Hanzo gateway, or run the gateway with `gwr`",
        false => "use a collector that accepts HTTP without TLS, or run the gateway with `gwr`",
    };
    vec![TRACES_NOT_SENT.at(span, message).help(help)]
}
