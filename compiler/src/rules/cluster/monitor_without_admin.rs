use crate::kube::workload;
use crate::lint::Context;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;

declare_rule! {
    /// `monitor` is set, but the program in the pods has no listener for metrics.
    ///
    /// ## What it does
    /// `monitor` under `deploy` tells Prometheus where to read the metrics of the gateway, with a ServiceMonitor or
    /// with annotations. Reports `monitor` unless the pods run `gwr`, the runtime of this project.
    ///
    /// ## Why is this bad?
    /// Only `gwr` has an admin listener, a separate port with `/metrics`. KrakenD and the Hanzo gateway (`hanzo`),
    /// which is built on KrakenD, have no such port. `gwc` would write neither a ServiceMonitor nor annotations for
    /// them. Prometheus would collect nothing, and an alert about failed requests would never fire.
    ///
    /// ## Example
    /// `monitor` is set, but the pods run the Hanzo gateway:
    /// ```yaml,bad
    /// gateway: shop
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// deploy: { runs: hanzo, monitor: servicemonitor }
    /// ```
    ///
    /// ## Use instead
    /// Run `gwr`. Or remove `monitor`, export metrics with `telemetry/opentelemetry` of KrakenD, and set their port in
    /// `annotations` under `deploy`.
    /// ```yaml,good
    /// gateway: shop
    /// targets: [gwr]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// deploy: { runs: gwr, image: "registry.example.com/gwr:0.1.0", monitor: servicemonitor }
    /// ```
    pub(crate) MONITOR_WITHOUT_ADMIN { code: "GW644", name: "monitor-without-admin", category: Reliability, severity: Error, since: "0.1.0", inputs: [RouteFiles], suppressible: false }
}

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let gateway = context.gateway;
    let Some(monitor) = gateway.deploy.as_ref().and_then(|deploy| deploy.monitor.as_ref()) else { return };
    let Some(workload) = workload(gateway).filter(|workload| workload.admin.is_none()) else { return };
    let message = format!("`{}` has no admin listener to read metrics from", workload.target.name());
    out.push(MONITOR_WITHOUT_ADMIN.at(monitor.span, message).help("remove `monitor`, or set `runs: gwr`"));
}
