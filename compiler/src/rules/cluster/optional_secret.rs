use crate::topology::Topology;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::{Diagnostics, Severity};

declare_rule! {
    /// A container reads a variable from an optional Secret, so the pod starts without it.
    ///
    /// ## What it does
    /// Reports `optional: true` of a `secretKeyRef` in a container that runs a gateway. The finding is a warning for
    /// `COMMERCE_SERVICE_TOKEN` if the container sets `BILLING_ENABLED: "true"`, and a note for every other variable.
    ///
    /// ## Why is this bad?
    /// With `optional: true`, a pod starts although its Secret does not exist, and fails later, at a request. In the
    /// example, `BILLING_ENABLED` tells the Hanzo gateway to read the balance of each caller from the billing service
    /// at `AUTH_BILLING_URL`, with `COMMERCE_SERVICE_TOKEN` as the credential. Without the token, every request to a
    /// path in `BILLING_PATHS` gets `503`, and the rollout has already replaced the working pods. Some builds do not
    /// start without the token.
    ///
    /// ## Example
    /// The token in the last line is optional:
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
    /// Remove `optional: true`: Kubernetes then starts the container only when the Secret exists.
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
                true => (Severity::Warning, "and the billing check rejects every request that it applies to"),
                false => (Severity::Note, "and nothing reports it"),
            };
            let message = format!(
                "if the Secret does not exist, the pods start without `{}`, {effect}",
                env.name.value
            );
            out.push(
                OPTIONAL_SECRET.at(optional.span, message).severity(severity).help("remove `optional: true`"),
            );
        }
    }
}
