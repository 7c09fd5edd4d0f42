use super::rewrite_to_root::gateway_backends;
use crate::topology::Topology;
use crate::topology::manifests::{Container, Manifest, selects};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::Spanned;

declare_rule! {
    /// A probe or a Service uses a port on which the gateway does not listen.
    ///
    /// ## What it does
    /// Compares the ports of the HTTP and TCP probes, and the target ports of the Services that select the pod, with
    /// the port of the configuration, also of a `gwr` configuration in a ConfigMap. Probes of `gwr` may use the port
    /// of its admin listener. Ports that the container declares are accepted for Services, if the port of the gateway is
    /// one of them. A container with
    /// `KRAKEND_PORT` is left out.
    ///
    /// ## Why is this bad?
    /// The pod runs, but receives no requests: the probe or the Service connects to a port on which nothing listens. In
    /// the example, the pod never becomes ready.
    ///
    /// ## Example
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
    /// Use the port of the configuration.
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
        let Some(facts) = topology.facts_of(container) else { continue };
        // This variable overrides the port of the configuration.
        if container.env().iter().any(|env| env.name.value == "KRAKEND_PORT") {
            continue;
        }
        let (listen, place) = (facts.listen, facts.place);
        let admin = container.admin_port().or(facts.admin);
        let mut report = |port: &Spanned<String>, what: &str| {
            let message = format!("{what} uses port `{}`, but the gateway listens on `{listen}`", port.value);
            out.push(
                PORT_DRIFT
                    .at(port.span, message)
                    .related(place, "port of the gateway")
                    .help(format!("use port `{listen}`")),
            );
        };
        for probe in ["livenessProbe", "readinessProbe", "startupProbe"] {
            for how in ["httpGet", "tcpSocket"] {
                let port = container.manifest.text_at(container.node, &[probe, how, "port"]);
                let is_right =
                    |number: Option<u16>| number == Some(listen) || number.is_some() && number == admin;
                port.filter(|port| !is_right(container.port_number(&port.value)))
                    .iter()
                    .for_each(|port| report(port, &format!("the `{probe}`")));
            }
        }
        // A Service that names a port gets the number that the container declares for the name.
        let declared = container.ports();
        if let Some((_, first)) =
            declared.first().filter(|_| declared.iter().all(|(_, port)| port.value != listen))
        {
            report(&first.as_ref().map(ToString::to_string), "the first port of the container");
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

/// Ingresses that name a port which the Service of a gateway does not offer: the controller answers `503`.
fn check_ingresses(topology: &Topology<'_>, out: &mut Diagnostics) {
    for (service, ingress, port) in gateway_backends(topology) {
        let Some(port) = port else { continue };
        let ports = service.items(service.root, &["spec", "ports"]).iter();
        let offered: Vec<String> = ports
            .flat_map(|node| ["port", "name"].map(|key| service.text_at(*node, &[key])))
            .flatten()
            .map(|text| text.value)
            .collect();
        if offered.is_empty() || offered.contains(&port.value) {
            continue;
        }
        let message = format!(
            "the Ingress `{}` uses port `{}` of the Service `{}`, which offers {}",
            ingress.name.value,
            port.value,
            service.name.value,
            offered.iter().map(|port| format!("`{port}`")).collect::<Vec<_>>().join(", ")
        );
        let finding = PORT_DRIFT.at(port.span, message).related(service.name.span, "the Service");
        out.push(finding.help(format!("use port `{}`", offered[0])));
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
