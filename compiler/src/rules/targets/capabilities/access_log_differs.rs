//! `telemetry.access_log` for the JSON targets.

use gwc_artifact::LogDestination;

use crate::rules::targets::check::{Check, Find, Subject};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// `hanzo` and `krakend-ce` write the access log in their own format, for every request, to standard output.
    ///
    /// ## What it does
    /// Reports `format` and `sample` of `telemetry.access_log`, and `to` if it names a file.
    ///
    /// The rule applies if `targets` in `gateway.yaml` lists `hanzo` (the Hanzo gateway, built on KrakenD) or
    /// `krakend-ce` (KrakenD). A gateway without `targets` has all targets.
    ///
    /// ## Why is this bad?
    /// KrakenD writes a line for each request to standard output, such as
    /// `[GIN] 2026/11/29 - 20:00:00 | 200 | 1.2ms | 192.0.2.1 | GET "/v1/orders"`. In the example, a log collector that
    /// expects the format `combined` finds no line that it can read. KrakenD also ignores `sample: 10%`, so the log is
    /// ten times larger.
    ///
    /// ## Example
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// telemetry: { access_log: { format: combined, sample: 10% } }
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: public, timeout: 5s } }
    /// ```
    ///
    /// ## Use instead
    /// List only `gwr`, the runtime of this project, under `targets`, as here. Or use only what all targets have:
    /// `to: stdout` or `to: none`, without `format` and `sample`.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [gwr]
    /// telemetry: { access_log: { format: combined, sample: 10% } }
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: public, timeout: 5s } }
    /// ```
    ///
    /// ## When to ignore
    /// No program reads the access log of these targets.
    pub(crate) ACCESS_LOG_DIFFERS { code: "GW781", name: "access-log-differs", category: Compatibility, severity: Loss, since: "0.1.0", inputs: [RouteFiles] }
}

pub(super) static CHECK: Check = Check {
    rule: &ACCESS_LOG_DIFFERS,
    does: "every request has a line in KrakenD's format on standard output",
    find: Find::Places(find),
};

fn find(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let Some(log) = subject.gateway.operations.access_log.as_ref().filter(|log| !log.is_off()) else {
        return Vec::new();
    };
    let to = log.to.as_ref().filter(|to| matches!(to.value, LogDestination::File(_)));
    let format = log.format.as_ref().map(|format| format.span);
    let set = [
        ("to", to.map(|to| to.span)),
        ("format", format),
        ("sample", log.sample.as_ref().map(|sample| sample.span)),
    ];
    let report = |(key, span): (&str, Option<_>)| {
        let message = format!(
            "`{key}` of the access log has no effect in {}: every request has a line in KrakenD's format on standard output",
            subject.names()
        );
        let help = format!("run the gateway with `gwr`, or remove `{key}`");
        Some(ACCESS_LOG_DIFFERS.at(span?, message).help(help))
    };
    set.into_iter().filter_map(report).collect()
}
