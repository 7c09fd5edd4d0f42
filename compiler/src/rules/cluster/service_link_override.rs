use crate::topology::Topology;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::value::Target;

declare_rule! {
    /// The name of a Service creates an environment variable that KrakenD reads as its port.
    ///
    /// ## What it does
    /// Reports a Service named `krakend`, unless the pods of the gateway set `enableServiceLinks: false`. For the Hanzo
    /// gateway, which is built on KrakenD, a Service named `gateway` is reported too. Pods that run `gwr`, the runtime
    /// of this project, are not reported: `gwr` reads no such variable.
    ///
    /// ## Why is this bad?
    /// Kubernetes sets variables in the pods for each Service of their namespace. For a Service `krakend` it sets
    /// `KRAKEND_PORT=tcp://10.0.0.1:8080`. KrakenD reads this variable as its port and exits with
    /// `'port' cannot parse value as 'int'`. Older builds of the Hanzo gateway read `GATEWAY_PORT`, the variable of a
    /// Service `gateway`, in the same way. The first pods start, because the Service does not exist yet. Pods that
    /// start later exit: after the next rollout, no pod serves requests.
    ///
    /// ## Example
    /// The Service at the end has the name `gateway`, and the pods do not set `enableServiceLinks`:
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
    /// Set `enableServiceLinks: false` in the pod template, beside `containers`.
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
    ///
    /// ## When to ignore
    /// The image is a build that does not read these variables.
    ///
    /// ## References
    /// Kubernetes: `PodSpec.enableServiceLinks`. KrakenD: `KRAKEND_PORT` overrides `port`.
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
                if service.name.value == "krakend" { "the gateway reads" } else { "older gateways read" };
            let message = format!(
                "Kubernetes sets `{variable}=tcp://...` in the pods because of this Service; {reader} it as the port to listen on, and cannot start"
            );
            out.push(
                SERVICE_LINK_OVERRIDE
                    .at(service.name.span, message)
                    .related(container.manifest.name.span, "pods with the variable")
                    .help("set `enableServiceLinks: false` in the pod template, beside `containers`"),
            );
        }
    }
}
