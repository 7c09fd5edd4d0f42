use crate::topology::Topology;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;

declare_rule! {
    /// An environment variable looks like a setting of the gateway, and nobody reads it.
    ///
    /// ## Why is this bad?
    /// hanzo's gateway takes overrides from `KRAKEND_*`. `GATEWAY_PORT` changes nothing: the port is that of the file.
    ///
    /// ## Example
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
    /// Say it in the configuration, or with the name that is read.
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
    pub(crate) OVERRIDE_WITHOUT_EFFECT { code: "GW626", name: "override-without-effect", category: Correctness, severity: Warning, since: "0.1.0", inputs: [RouteFiles, Manifests] }
}

/// Settings of the file, as an override would spell them.
const SETTINGS: [&str; 5] = ["PORT", "TIMEOUT", "CACHE_TTL", "LISTEN_IP", "OUTPUT_ENCODING"];

pub(crate) fn check(topology: &Topology<'_>, out: &mut Diagnostics) {
    for (name, _) in topology.environment() {
        let setting = name.value.strip_prefix("GATEWAY_").filter(|rest| SETTINGS.contains(rest));
        if let Some(setting) = setting {
            let message = format!("nobody reads `{}`: overrides are called `KRAKEND_{setting}`", name.value);
            out.push(OVERRIDE_WITHOUT_EFFECT.at(name.span, message).help("say it in the configuration"));
        }
    }
}
