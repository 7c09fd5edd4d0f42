use super::port_drift;
use crate::topology::Topology;
use crate::topology::manifests::Container;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::Span;

declare_rule! {
    /// The readiness probe does not show whether the gateway can answer requests.
    ///
    /// ## What it does
    /// Reports a container that runs a gateway, and has a TCP readiness probe or no readiness probe.
    ///
    /// ## Why is this bad?
    /// A TCP probe succeeds as soon as the port is open, even if every request fails. Without a probe, a pod receives
    /// requests before it has read its configuration. A rollout then replaces working pods with pods that answer every
    /// request with an error.
    ///
    /// ## Example
    /// The last line has a TCP probe:
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
    ///           readinessProbe: { tcpSocket: { port: 8080 } }
    /// ```
    ///
    /// ## Use instead
    /// Probe the health path of the gateway with HTTP.
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
    ///
    /// ## When to ignore
    /// A service mesh or a sidecar decides about readiness.
    pub(crate) BLIND_READINESS { code: "GW616", name: "blind-readiness", category: Reliability, severity: Warning, since: "0.1.0", inputs: [Manifests] }
}

pub(crate) fn check(topology: &Topology<'_>, out: &mut Diagnostics) {
    for container in topology.containers() {
        let Some(program) = container.program() else { continue };
        let manifest = container.manifest;
        let probe = manifest.below(container.node, &["readinessProbe"]);
        let tcp = probe.and_then(|probe| manifest.doc.entry(probe, "tcpSocket"));
        let (span, message) = match (probe, tcp) {
            (_, Some(tcp)) => (
                manifest.doc.span(tcp.key),
                "the readiness probe only opens a TCP connection, so it succeeds even if every request fails"
                    .to_owned(),
            ),
            (Some(_), None) => continue,
            (None, _) => without_probe(container),
        };
        let port = port(topology, container);
        let help =
            format!("write `readinessProbe: {{ httpGet: {{ path: {}, port: {port} }} }}`", program.health);
        out.push(BLIND_READINESS.at(span, message).help(help));
    }
}

fn without_probe(container: Container<'_>) -> (Span, String) {
    let manifest = container.manifest;
    let (span, subject) = match manifest.text_at(container.node, &["name"]) {
        Some(name) => (name.span, format!("container `{}`", name.value)),
        None => (manifest.doc.span(container.node), "this container".to_owned()),
    };
    (span, format!("{subject} has no readiness probe and receives requests before it is ready"))
}

/// The port to probe: the one that the gateway listens on, else the one that the manifest names.
fn port(topology: &Topology<'_>, container: Container<'_>) -> String {
    let summary = topology.summary_of(container);
    let listens = summary.and_then(|summary| port_drift::listens(container, &summary)).map(|(port, _)| port);
    let probed = || container.manifest.text_at(container.node, &["readinessProbe", "tcpSocket", "port"]);
    let declared = || container.ports().first().map(|(_, port)| port.value.to_string());
    let named = || probed().map(|port| port.value).or_else(declared);
    listens.map(|port| port.to_string()).or_else(named).unwrap_or_else(|| "PORT".to_owned())
}
