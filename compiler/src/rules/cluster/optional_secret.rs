use crate::topology::Topology;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::{Diagnostics, Severity};

declare_rule! {
    /// A secret may be absent, and the pod starts all the same.
    ///
    /// ## Why is this bad?
    /// What needs the secret fails later, at the first request: with the billing gate on and no token every caller is
    /// refused. Then it is a warning, else a note.
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
    ///           env:
    ///             - { name: BILLING_ENABLED, value: "true" }
    ///             - { name: COMMERCE_SERVICE_TOKEN, valueFrom: { secretKeyRef: { name: gateway-secrets, key: token, optional: true } } }
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
    ///           env:
    ///             - { name: COMMERCE_SERVICE_TOKEN, valueFrom: { secretKeyRef: { name: gateway-secrets, key: token } } }
    /// ```
    pub(crate) OPTIONAL_SECRET { code: "GW617", name: "optional-secret", category: Reliability, severity: Warning, since: "0.1.0", inputs: [Manifests] }
}

pub(crate) fn check(topology: &Topology<'_>, out: &mut Diagnostics) {
    for container in topology.containers().into_iter().filter(|container| container.program().is_some()) {
        let gate = container.variable("BILLING_ENABLED").is_some_and(|value| value.value == "true");
        for env in container.env() {
            let optional = container.manifest.text_at(env.node, &["valueFrom", "secretKeyRef", "optional"]);
            let Some(optional) = optional.filter(|optional| optional.value == "true") else { continue };
            let needed = gate && env.name.value == "COMMERCE_SERVICE_TOKEN";
            let (severity, effect) = match needed {
                true => (Severity::Warning, "and the billing gate refuses every caller"),
                false => (Severity::Note, "and nothing says so"),
            };
            let message =
                format!("without the secret the pods start with an empty `{}`, {effect}", env.name.value);
            out.push(
                OPTIONAL_SECRET.at(optional.span, message).severity(severity).help("remove `optional: true`"),
            );
        }
    }
}
