use super::rewrite_to_root::gateway_backends;
use crate::topology::manifests::{Container, Manifest, selects};
use crate::topology::{GatewaySummary, Topology};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::{Span, Spanned};
use gwc_syntax::tree::NodeId;
use gwc_syntax::value::Target;

declare_rule! {
    /// A probe or a Service uses a port on which the gateway does not listen.
    ///
    /// ## What it does
    /// Compares ports with the port on which the gateway listens. KrakenD takes this port from the option `-p`, else
    /// from the variable `KRAKEND_PORT`, else from `port` of its configuration. `gwr` takes it from its configuration.
    /// A container that takes `KRAKEND_PORT` from a Secret or a ConfigMap is not checked. Reports another port in these
    /// places:
    /// - an HTTP or TCP probe; probes of `gwr` may also use the port of its admin listener
    /// - the target port of a Service that selects the pod, unless the container declares this port
    /// - `ports` of the container, if no entry is the port of the gateway
    ///
    /// Also reports a port name in a probe that the container does not declare, and a port in an Ingress that the Service
    /// of the gateway does not have.
    ///
    /// ## Why is this bad?
    /// The pod runs, but receives no requests: the probe or the Service connects to a port on which nothing listens. In
    /// the example, the pod never becomes ready.
    ///
    /// ## Example
    /// The probe uses port 8081, but `gateway.json` sets port 8080:
    /// ```yaml,bad,folder,file=deployment.yaml,target=hanzo
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
    ///           readinessProbe: { httpGet: { path: /healthz, port: 8081 } }
    /// # file: gateway.json
    /// { "version": 3, "port": 8080, "endpoints": [
    ///   { "endpoint": "/bills", "backend": [{ "url_pattern": "/bills", "host": ["http://commerce:8001"] }], "extra_config": { "auth/public": false } } ] }
    /// ```
    ///
    /// ## Use instead
    /// Probe the port that `gateway.json` sets.
    /// ```yaml,good,folder,file=deployment.yaml,target=hanzo
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
    /// # file: gateway.json
    /// { "version": 3, "port": 8080, "endpoints": [
    ///   { "endpoint": "/bills", "backend": [{ "url_pattern": "/bills", "host": ["http://commerce:8001"] }], "extra_config": { "auth/public": false } } ] }
    /// ```
    pub(crate) PORT_DRIFT { code: "GW611", name: "port-drift", category: Reliability, severity: Error, since: "0.1.0", inputs: [Manifests] }
}

pub(crate) fn check(topology: &Topology<'_>, out: &mut Diagnostics) {
    check_ingresses(topology, out);
    for container in topology.containers() {
        undeclared_names(container, out);
        let Some(summary) = topology.summary_of(container) else { continue };
        let Some((listen, place)) = listens(container, &summary) else { continue };
        let admin = container.admin_port().or(summary.admin);
        let mut report = |port: &Spanned<String>, what: &str| {
            let message = format!("{what} uses port `{}`, but the gateway listens on `{listen}`", port.value);
            out.push(
                PORT_DRIFT
                    .at(port.span, message)
                    .related(place, "port of the gateway")
                    .help(format!("use port `{listen}`")),
            );
        };
        for (probe, port) in probes(container) {
            let number = container.port_number(&port.value);
            if number.is_some_and(|number| number != listen && Some(number) != admin) {
                report(&port, &format!("the `{probe}`"));
            }
        }
        // A Service that names a port gets the number that the container declares for the name.
        let declared = container.ports();
        if let Some((_, first)) =
            declared.first().filter(|_| declared.iter().all(|(_, port)| port.value != listen))
        {
            report(&first.as_ref().map(ToString::to_string), "the first entry in `ports` of the container");
        }
        for service in topology.manifests.iter().filter(|m| selects(m, container.manifest)) {
            let what = format!("the Service `{}`", service.name.value);
            targets(service)
                .iter()
                .filter(|port| !answers(container, &port.value, listen))
                .for_each(|p| report(p, &what));
        }
    }
}

/// The port that the program of a container listens on, and where it is set; nothing where a variable that is not written in
/// the manifest sets it.
pub(super) fn listens(container: Container<'_>, summary: &GatewaySummary) -> Option<(u16, Span)> {
    // It overrides the variable.
    if let Some(port) = container.port_option() {
        return Some((port.value, port.span));
    }
    let is_gwr = container.program().is_some_and(|program| program.target == Target::Gwr);
    let set = container.env().into_iter().find(|env| env.name.value == "KRAKEND_PORT" && !is_gwr);
    let Some(set) = set else { return Some((summary.listen, summary.place)) };
    let value = set.value?;
    Some((value.value.parse().ok()?, value.span))
}

/// The ports of the probes.
fn probes(container: Container<'_>) -> Vec<(&'static str, Spanned<String>)> {
    let port = |probe, how| container.manifest.text_at(container.node, &[probe, how, "port"]);
    let of = |probe| ["httpGet", "tcpSocket"].map(|how| Some((probe, port(probe, how)?)));
    ["livenessProbe", "readinessProbe", "startupProbe"].into_iter().flat_map(of).flatten().collect()
}

/// Probes that refer to a port by a name which the container does not give to one: such a probe always fails.
fn undeclared_names(container: Container<'_>, out: &mut Diagnostics) {
    let names: Vec<String> =
        container.ports().into_iter().filter_map(|(name, _)| Some(format!("`{}`", name?))).collect();
    for (probe, port) in probes(container) {
        if container.port_number(&port.value).is_some() {
            continue;
        }
        let message = format!(
            "the `{probe}` uses the port name `{}`, which the container does not declare",
            port.value
        );
        let help = match names.as_slice() {
            [] => format!("declare it: `ports: [{{ name: {}, containerPort: 8080 }}]`", port.value),
            names => format!("use a declared name: {}", names.join(", ")),
        };
        out.push(PORT_DRIFT.at(port.span, message).help(help));
    }
}

/// Ingresses that name a port which the Service of a gateway does not offer: the controller answers `503`.
fn check_ingresses(topology: &Topology<'_>, out: &mut Diagnostics) {
    for (service, ingress, port) in gateway_backends(topology) {
        let Some(port) = port else { continue };
        let ports = service.items(service.root, &["spec", "ports"]).iter();
        let text = |node: &NodeId, key| service.text_at(*node, &[key]).map(|text| text.value);
        let offered: Vec<(String, Option<String>)> =
            ports.filter_map(|node| Some((text(node, "port")?, text(node, "name")))).collect();
        let is_offered = |(number, name): &(String, Option<String>)| {
            *number == port.value || name.as_ref() == Some(&port.value)
        };
        let Some((first, _)) = offered.first().filter(|_| !offered.iter().any(is_offered)) else { continue };
        let message = format!(
            "the Ingress `{}` uses port `{}` of the Service `{}`, which has only {}",
            ingress.name.value,
            port.value,
            service.name.value,
            offered.iter().map(offer).collect::<Vec<_>>().join(" and ")
        );
        let finding = PORT_DRIFT.at(port.span, message).related(service.name.span, "the Service");
        out.push(finding.help(format!("use port `{first}`")));
    }
}

/// A port of a Service in a sentence.
fn offer((number, name): &(String, Option<String>)) -> String {
    match name {
        Some(name) => format!("port `{number}`, named `{name}`"),
        None => format!("port `{number}`"),
    }
}

/// Whether something in the container may listen: the gateway, or another program on a declared port.
fn answers(container: Container<'_>, port: &str, listen: u16) -> bool {
    let number = container.port_number(port);
    number.is_some_and(|number| {
        number == listen || container.ports().iter().any(|(_, port)| port.value == number)
    })
}

/// The target ports of a Service.
fn targets(service: &Manifest) -> Vec<Spanned<String>> {
    let ports = service.items(service.root, &["spec", "ports"]).iter();
    let target = |port| service.text_at(port, &["targetPort"]).or_else(|| service.text_at(port, &["port"]));
    ports.filter_map(|port| target(*port)).collect()
}
