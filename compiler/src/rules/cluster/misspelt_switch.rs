use crate::topology::Topology;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;

declare_rule! {
    /// A switch of hanzo's gateway is neither `true` nor `false`.
    ///
    /// ## What it does
    /// Reports `AUTH_ENABLED`, `AUTH_REQUIRE` and `BILLING_ENABLED` with any other value.
    ///
    /// ## Why is this bad?
    /// `AUTH_ENABLED` is off only for `false`: with `0`, `no` or `off` it stays on. `AUTH_REQUIRE` and
    /// `BILLING_ENABLED` are on only for `true`: `AUTH_REQUIRE: "1"` accepts requests without a token.
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
    ///           env: [{ name: AUTH_ENABLED, value: "no" }]
    /// ```
    ///
    /// ## Use instead
    /// Set `true` or `false`, in quotes.
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
    ///           env: [{ name: AUTH_ENABLED, value: "true" }]
    /// ```
    pub(crate) MISSPELT_SWITCH { code: "GW618", name: "misspelt-switch", category: Security, severity: Error, since: "0.1.0", inputs: [RouteFiles, Manifests] }
}

const SWITCHES: [&str; 3] = ["AUTH_ENABLED", "AUTH_REQUIRE", "BILLING_ENABLED"];

pub(crate) fn check(topology: &Topology<'_>, out: &mut Diagnostics) {
    for (name, value) in topology.environment() {
        let name = &*name.value;
        if !SWITCHES.contains(&name) || matches!(&*value.value, "true" | "false") {
            continue;
        }
        let on = name == "AUTH_ENABLED" && !value.value.trim().eq_ignore_ascii_case("false");
        let message = format!(
            "expected `true` or `false` for `{name}`, found `{}`: the gateway reads it as `{on}`",
            value.value
        );
        out.push(MISSPELT_SWITCH.at(value.span, message).help("set `true` or `false`, in quotes"));
    }
}
