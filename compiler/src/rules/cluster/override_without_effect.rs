use crate::topology::Topology;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;

declare_rule! {
    /// An environment variable looks like a setting of the Hanzo gateway but has no effect.
    ///
    /// ## What it does
    /// Reports `GATEWAY_PORT`, `GATEWAY_TIMEOUT`, `GATEWAY_CACHE_TTL`, `GATEWAY_LISTEN_IP` and
    /// `GATEWAY_OUTPUT_ENCODING`.
    ///
    /// ## Why is this bad?
    /// The Hanzo gateway is built on KrakenD and reads overrides from `KRAKEND_*`, not from `GATEWAY_*`. With
    /// `GATEWAY_PORT: "9090"` it still listens on the port of its configuration, and a Service that forwards to 9090
    /// reaches nothing.
    ///
    /// ## Example
    /// The last line sets `GATEWAY_PORT`, which the gateway does not read:
    /// ```yaml,bad,folder,file=deployment.yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: { name: gateway }
    /// spec:
    ///   template:
    ///     metadata: { labels: { app: gateway } }
    ///     spec:
    ///       enableServiceLinks: false
    ///       containers:
    ///         - name: gateway
    ///           image: ghcr.io/hanzoai/gateway:v2.14.10
    ///           command: [/usr/bin/gateway, run, -c, /etc/gateway/gateway.json]
    ///           readinessProbe: { httpGet: { path: /healthz, port: 8080 } }
    ///           env: [{ name: GATEWAY_PORT, value: "9090" }]
    /// ```
    ///
    /// ## Use instead
    /// Use the name that the gateway reads, or set the value in `gateway.json`. Probes and Services need the port that
    /// the variable sets: here `KRAKEND_PORT` is 8080, the port of the probe.
    /// ```yaml,good,folder,file=deployment.yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: { name: gateway }
    /// spec:
    ///   template:
    ///     metadata: { labels: { app: gateway } }
    ///     spec:
    ///       enableServiceLinks: false
    ///       containers:
    ///         - name: gateway
    ///           image: ghcr.io/hanzoai/gateway:v2.14.10
    ///           command: [/usr/bin/gateway, run, -c, /etc/gateway/gateway.json]
    ///           readinessProbe: { httpGet: { path: /healthz, port: 8080 } }
    ///           env: [{ name: KRAKEND_PORT, value: "8080" }]
    /// ```
    ///
    /// ## When to ignore
    /// The image is an older build that reads `GATEWAY_*`.
    pub(crate) OVERRIDE_WITHOUT_EFFECT { code: "GW626", name: "override-without-effect", category: Correctness, severity: Warning, since: "0.1.0", inputs: [RouteFiles, Manifests] }
}

/// Keys of the configuration, as overrides spell them.
const SETTINGS: [&str; 5] = ["PORT", "TIMEOUT", "CACHE_TTL", "LISTEN_IP", "OUTPUT_ENCODING"];

pub(crate) fn check(topology: &Topology<'_>, out: &mut Diagnostics) {
    for (name, _) in topology.environment() {
        let setting = name.value.strip_prefix("GATEWAY_").filter(|rest| SETTINGS.contains(rest));
        if let Some(setting) = setting {
            let message = format!("`{}` has no effect: the gateway reads `KRAKEND_{setting}`", name.value);
            let help = match setting {
                "PORT" => "rename it to `KRAKEND_PORT` and use this port in probes and Services, or set the port in the configuration: `listen` in `gateway.yaml`, `port` in `gateway.json`".to_owned(),
                _ => format!(
                    "rename it to `KRAKEND_{setting}`, or set `{}` in the configuration",
                    setting.to_lowercase()
                ),
            };
            out.push(OVERRIDE_WITHOUT_EFFECT.at(name.span, message).help(help));
        }
    }
}
