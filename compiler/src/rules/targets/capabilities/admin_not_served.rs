//! `admin` for the JSON targets.

use crate::rules::targets::check::{Check, Find, Subject};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// `hanzo` and `krakend-ce` have no admin listener.
    ///
    /// ## What it does
    /// Reports `admin`, the port of a listener for metrics and readiness.
    ///
    /// The rule applies if `targets` in `gateway.yaml` lists `hanzo` (the Hanzo gateway, built on KrakenD) or
    /// `krakend-ce` (KrakenD). A gateway without `targets` has all targets.
    ///
    /// ## Why is this bad?
    /// Only `gwr`, the runtime of this project, has such a listener. KrakenD does not listen on the port: a Prometheus
    /// scrape or a Kubernetes probe of it fails.
    ///
    /// ## Example
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// admin: 9090
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: public, timeout: 5s } }
    /// ```
    ///
    /// ## Use instead
    /// List only `gwr` under `targets`, as here. Or remove `admin`: configure the metrics of KrakenD under `krakend`,
    /// with `telemetry/opentelemetry`, and let probes call `/__health` (`krakend-ce`) or `/healthz` (`hanzo`) on the
    /// port of `listen`.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// admin: 9090
    /// targets: [gwr]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: public, timeout: 5s } }
    /// ```
    ///
    /// ## When to ignore
    /// `gwr` runs the gateway, and the other targets are built only to compare them.
    pub(crate) ADMIN_NOT_SERVED { code: "GW780", name: "admin-not-served", category: Compatibility, severity: Loss, since: "0.1.0", inputs: [RouteFiles] }
}

pub(super) static CHECK: Check =
    Check { rule: &ADMIN_NOT_SERVED, does: "there is no admin listener", find: Find::Places(find) };

fn find(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let Some(admin) = &subject.gateway.operations.admin else { return Vec::new() };
    let message = format!("`admin` has no effect in {}: there is no admin listener", subject.names());
    let help =
        "run the gateway with `gwr`, or set `telemetry/opentelemetry` under `krakend` for metrics of KrakenD";
    vec![ADMIN_NOT_SERVED.at(admin.span, message).help(help)]
}
