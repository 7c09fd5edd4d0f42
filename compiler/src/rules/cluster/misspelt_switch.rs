use crate::topology::Topology;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;

declare_rule! {
    /// A variable that turns a check of the Hanzo gateway on or off is neither `true` nor `false`.
    ///
    /// ## What it does
    /// Reports `AUTH_ENABLED`, `AUTH_REQUIRE` and `BILLING_ENABLED` with a value other than `true` and `false`.
    ///
    /// ## Why is this bad?
    /// The gateway does not report another value, and may read it as the opposite of what was meant:
    /// - `AUTH_ENABLED` checks the tokens of requests. Only `false` turns the check off. With `no`, as in the example,
    ///   it stays on, and a request with an expired token gets `401`.
    /// - `AUTH_REQUIRE` rejects requests without a token. Only `true` turns it on. With `"1"`, requests without a token
    ///   are accepted.
    /// - `BILLING_ENABLED` checks the balance of the caller. Only `true` turns it on. With `"yes"`, accounts without
    ///   funds are served.
    ///
    /// ## Example
    /// `AUTH_ENABLED` in the last line is `no`:
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
    /// Set `true` or `false`, in quotes. In the example, `"true"` keeps what the gateway does now; `"false"` turns the
    /// check off.
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
