use crate::topology::Topology;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::{Diagnostics, Severity};

declare_rule! {
    /// A container reads a variable from an optional Secret, so the pod starts without it.
    ///
    /// ## What it does
    /// Reports `optional: true` of a `secretKeyRef` in a container that runs a gateway. It is a warning for
    /// `COMMERCE_SERVICE_TOKEN` with `BILLING_ENABLED: "true"`, and a note otherwise.
    ///
    /// ## Why is this bad?
    /// A pod without the Secret fails at a request instead of at the start. With `BILLING_ENABLED`, hanzo's gateway
    /// asks a billing service for the balance of each caller, with `COMMERCE_SERVICE_TOKEN`. Without the token it
    /// rejects every request with `503`, and the rollout has already replaced the working pods.
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
    ///             - { name: BILLING_PATHS, value: "/v1/tasks/" }
    ///             - { name: AUTH_BILLING_URL, value: "http://commerce" }
    ///             - { name: COMMERCE_SERVICE_TOKEN, valueFrom: { secretKeyRef: { name: gateway-secrets, key: token, optional: true } } }
    /// ```
    ///
    /// ## Use instead
    /// Remove `optional: true`: the pod then waits for the secret.
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
    ///             - { name: BILLING_ENABLED, value: "true" }
    ///             - { name: BILLING_PATHS, value: "/v1/tasks/" }
    ///             - { name: AUTH_BILLING_URL, value: "http://commerce" }
    ///             - { name: COMMERCE_SERVICE_TOKEN, valueFrom: { secretKeyRef: { name: gateway-secrets, key: token } } }
    /// ```
    ///
    /// ## When to ignore
    /// The variable belongs to a feature that is off in some environments.
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
                true => (Severity::Warning, "and the billing check rejects every request"),
                false => (Severity::Note, "and nothing reports it"),
            };
            let message =
                format!("without the secret, the pods start without `{}`, {effect}", env.name.value);
            out.push(
                OPTIONAL_SECRET.at(optional.span, message).severity(severity).help("remove `optional: true`"),
            );
        }
    }
}
