use crate::topology::Topology;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::value::Target;

declare_rule! {
    /// A Service has a name whose environment variable overrides a setting.
    ///
    /// ## Why is this bad?
    /// For each Service, Kubernetes sets variables in the pods: a Service `krakend` makes `KRAKEND_PORT=tcp://10.0.0.1:8080`,
    /// which KrakenD takes for its port, and ends. Older builds of hanzo's gateway read `GATEWAY_PORT` in the same way.
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
    ///       containers:
    ///         - name: gateway
    ///           image: ghcr.io/hanzoai/gateway:v2.14.10
    ///           command: [/usr/bin/gateway, run, -c, /etc/gateway/gateway.json]
    ///           readinessProbe: { httpGet: { path: /healthz, port: 8080 } }
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: gateway }
    /// spec: { ports: [{ port: 8080 }] }
    /// ```
    ///
    /// ## Use instead
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
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: gateway }
    /// spec: { ports: [{ port: 8080 }] }
    /// ```
    pub(crate) SERVICE_LINK_OVERRIDE { code: "GW615", name: "service-link-override", category: Reliability, severity: Warning, since: "0.1.0", inputs: [Manifests] }
}

pub(crate) fn check(topology: &Topology<'_>, out: &mut Diagnostics) {
    for container in topology.containers() {
        let Some(program) = container.program() else { continue };
        let links = container.manifest.text_at(container.pod, &["enableServiceLinks"]);
        if program.target == Target::Gwr || links.is_some_and(|links| links.value == "false") {
            continue;
        }
        let overrides =
            |name: &str| name == "krakend" || (program.target == Target::Hanzo && name == "gateway");
        let services =
            topology.manifests.iter().filter(|m| m.kind == "Service" && m.near(container.manifest));
        for service in services.filter(|service| overrides(&service.name.value)) {
            let variable = format!("{}_PORT", service.name.value.to_ascii_uppercase());
            let reader =
                if service.name.value == "krakend" { "the gateway takes" } else { "older builds take" };
            let message = format!(
                "this Service sets `{variable}=tcp://...` in the pods, and {reader} that for the port"
            );
            out.push(
                SERVICE_LINK_OVERRIDE
                    .at(service.name.span, message)
                    .related(container.manifest.name.span, "these pods get it")
                    .help("say `enableServiceLinks: false` in the pods"),
            );
        }
    }
}
