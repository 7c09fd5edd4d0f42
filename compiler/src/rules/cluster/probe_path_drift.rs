use crate::kube::ADMIN_PATHS;
use crate::topology::Topology;
use crate::topology::hosts::Kind;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::value::Target;

declare_rule! {
    /// A probe uses a path that the gateway does not answer.
    ///
    /// ## What it does
    /// Compares the path of each HTTP probe with the health paths of the program in the container:
    ///
    /// - `/healthz` for the Hanzo gateway
    /// - `/__health` for KrakenD and `gwr`
    /// - `/readyz` and `/healthz` for the admin listener of `gwr`
    ///
    /// A path that is an endpoint of the configuration is accepted. A container with a command such as `/ingress` runs
    /// Hanzo's ingress proxy, which is in front of the gateway. The proxy answers at the path that `health_path` in the
    /// file `ingress.json` sets. Its readiness probe must use this path.
    ///
    /// ## Why is this bad?
    /// A probe of any other path gets `404`. If the readiness probe fails, the pod never receives requests. If the
    /// liveness probe fails, Kubernetes restarts the pod again and again.
    ///
    /// ## Example
    /// The container runs the Hanzo gateway, but the last line has the health path of KrakenD:
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
    ///           readinessProbe: { httpGet: { path: /__health, port: 8080 } }
    /// ```
    ///
    /// ## Use instead
    /// Probe the health path of the program.
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
    /// ```
    pub(crate) PROBE_PATH_DRIFT { code: "GW610", name: "probe-path-drift", category: Reliability, severity: Error, since: "0.1.0", inputs: [HostTables, Manifests] }
}

pub(crate) fn check(topology: &Topology<'_>, out: &mut Diagnostics) {
    for container in topology.containers() {
        let Some(program) = container.program() else { continue };
        let (served, summary) = (topology.config_of(container), topology.summary_of(container));
        let admin = container.admin_port().or(summary.and_then(|summary| summary.admin));
        for probe in ["livenessProbe", "readinessProbe", "startupProbe"] {
            let path = container.manifest.text_at(container.node, &[probe, "httpGet", "path"]);
            let port = container.manifest.text_at(container.node, &[probe, "httpGet", "port"]);
            let port = port.and_then(|port| container.port_number(&port.value));
            let (at_admin, at_public) = (
                port.is_some() && port == admin,
                port.is_some() && port == summary.map(|summary| summary.listen),
            );
            let is_admin = |path: &str| {
                program.target == Target::Gwr && [ADMIN_PATHS.ready, ADMIN_PATHS.live].contains(&path)
            };
            let is_health =
                |path: &str| (!at_admin && path == program.health) || (!at_public && is_admin(path));
            let Some(path) = path.filter(|path| !is_health(&path.value)) else { continue };
            if at_admin && program.target == Target::Gwr {
                let (ready, live) = (ADMIN_PATHS.ready, ADMIN_PATHS.live);
                let message = format!("the admin listener of `gwr` has no health path `{}`", path.value);
                out.push(
                    PROBE_PATH_DRIFT.at(path.span, message).help(format!("probe `{ready}` or `{live}`")),
                );
                continue;
            }
            // A probe may use an endpoint of the configuration.
            let is_endpoint = |gateway: &crate::model::Gateway| {
                gateway.endpoints.iter().any(|endpoint| endpoint.path.to_string() == path.value)
            };
            if served.is_some_and(|served| is_endpoint(served.gateway)) {
                continue;
            }
            let name = program.target.name();
            let message =
                format!("`{name}` does not answer `{}`: its health path is `{}`", path.value, program.health);
            out.push(PROBE_PATH_DRIFT.at(path.span, message).help(format!("probe `{}`", program.health)));
        }
    }
    proxies(topology, out);
}

/// The host table of a proxy sets its health path.
fn proxies(topology: &Topology<'_>, out: &mut Diagnostics) {
    let tables = topology.tables.iter().filter(|table| table.kind == Kind::Proxy);
    for health in tables.filter_map(|table| table.health.as_ref()) {
        let proxies = topology
            .containers()
            .into_iter()
            .filter(|c| c.command_line().iter().any(|w| w.value.ends_with("/ingress")));
        for container in proxies {
            let path = container.manifest.text_at(container.node, &["readinessProbe", "httpGet", "path"]);
            let Some(path) = path.filter(|path| path.value != health.value) else { continue };
            let message = format!(
                "the proxy does not answer `{}`: its `health_path` is `{}`",
                path.value, health.value
            );
            out.push(
                PROBE_PATH_DRIFT
                    .at(path.span, message)
                    .related(health.span, "health path of the proxy")
                    .help(format!("probe `{}`", health.value)),
            );
        }
    }
}
