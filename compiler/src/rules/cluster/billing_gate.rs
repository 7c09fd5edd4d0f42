use crate::model::{Endpoint, Gateway};
use crate::topology::Topology;
use crate::topology::manifests::{Container, listed};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::{Diagnostic, Diagnostics};
use gwc_syntax::source::Spanned;

declare_rule! {
    /// The billing check of the Hanzo gateway blocks payments, leaves an endpoint free, or cannot work.
    ///
    /// ## What it does
    /// Reports a container with `BILLING_ENABLED: "true"` in these cases:
    /// - `AUTH_BILLING_URL` or `COMMERCE_SERVICE_TOKEN` is not set.
    /// - `BILLING_PATHS`, the list of path prefixes that the check applies to, is empty: the check then applies to
    ///   every path.
    /// - A prefix of `BILLING_PATHS` covers an endpoint with `topup`, `payment`, `deposit` or `checkout` in its path.
    /// - A prefix ends with a slash, and an endpoint has the path without it.
    ///
    /// ## Why is this bad?
    /// With `BILLING_ENABLED`, the Hanzo gateway, which is built on KrakenD, reads the balance of each caller from the
    /// service at `AUTH_BILLING_URL`. It returns `402` to a caller without a balance, for all paths that begin with an
    /// entry of `BILLING_PATHS`. In the example, `POST /v1/billing/topup` returns `402` too, so the caller cannot add
    /// funds.
    ///
    /// Prefixes are compared character by character: `/v1/cloud/` does not cover an endpoint `/v1/cloud`, which is then
    /// free for everyone. Without `AUTH_BILLING_URL` or `COMMERCE_SERVICE_TOKEN`, the gateway does not start, or
    /// returns `503` for these paths, depending on its build.
    ///
    /// ## Example
    /// The prefix `/v1/billing` covers the endpoint that adds funds:
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
    ///           readinessProbe: { httpGet: { path: /healthz, port: 8080 } }
    ///           env: [{ name: BILLING_ENABLED, value: "true" }, { name: BILLING_PATHS, value: "/v1/billing" }, { name: AUTH_BILLING_URL, value: "http://commerce" }, { name: COMMERCE_SERVICE_TOKEN, value: "${TOKEN}" }]
    /// # file: gateway.json
    /// { "version": 3, "port": 8080, "endpoints": [
    ///   { "endpoint": "/v1/billing/topup", "method": "POST", "backend": [{ "url_pattern": "/topup", "host": ["http://commerce:8001"] }],
    ///     "extra_config": { "auth/public": false } } ] }
    /// ```
    ///
    /// ## Use instead
    /// List only prefixes of paths that cost money, here `/v1/tasks/`.
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
    ///           env: [{ name: BILLING_ENABLED, value: "true" }, { name: BILLING_PATHS, value: "/v1/tasks/" }, { name: AUTH_BILLING_URL, value: "http://commerce" }, { name: COMMERCE_SERVICE_TOKEN, value: "${TOKEN}" }]
    /// # file: gateway.json
    /// { "version": 3, "port": 8080, "endpoints": [
    ///   { "endpoint": "/v1/billing/topup", "method": "POST", "backend": [{ "url_pattern": "/topup", "host": ["http://commerce:8001"] }],
    ///     "extra_config": { "auth/public": false } } ] }
    /// ```
    ///
    /// ## When to ignore
    /// The endpoint at the prefix itself is free on purpose.
    pub(crate) BILLING_GATE { code: "GW623", name: "billing-gate", category: Correctness, severity: Error, since: "0.1.0", inputs: [Manifests] }
}

/// Words in paths that add funds.
const FUNDING: [&str; 4] = ["topup", "payment", "deposit", "checkout"];

pub(crate) fn check(topology: &Topology<'_>, out: &mut Diagnostics) {
    for container in topology.containers() {
        let on = container.variable("BILLING_ENABLED").filter(|value| value.value == "true");
        let Some(on) = on else { continue };
        let names: Vec<String> = container.env().into_iter().map(|env| env.name.value).collect();
        for missing in
            ["AUTH_BILLING_URL", "COMMERCE_SERVICE_TOKEN"].iter().filter(|n| !names.iter().any(|s| s == **n))
        {
            let message = format!(
                "`BILLING_ENABLED` is set without `{missing}`: the gateway does not start, or returns `503`"
            );
            out.push(
                BILLING_GATE.at(on.span, message).help(format!("set `{missing}` in `env` of the container")),
            );
        }
        scope(topology, container, &on, out);
    }
}

fn scope(topology: &Topology<'_>, container: Container<'_>, on: &Spanned<String>, out: &mut Diagnostics) {
    let set = container.variable("BILLING_PATHS").filter(|paths| !paths.value.trim().is_empty());
    let prefixes = set.as_ref().map_or_else(Vec::new, listed);
    if prefixes.is_empty() {
        let message = "`BILLING_PATHS` is empty, so the billing check applies to every path";
        out.push(
            BILLING_GATE
                .at(on.span, message)
                .help("set `BILLING_PATHS` to the prefixes of the paths that cost money"),
        );
    }
    let Some(served) = topology.config_of(container) else { return };
    for prefix in prefixes {
        let paths = || served.gateway.endpoints.iter().map(|endpoint| (endpoint, endpoint.path.to_string()));
        let taken =
            paths().filter(|(_, path)| path.starts_with(&*prefix.value) && !path.starts_with("/v1/commerce"));
        if let Some((endpoint, _)) =
            taken.clone().find(|(_, path)| FUNDING.iter().any(|word| path.contains(word)))
        {
            let message = format!(
                "prefix `{}` of `BILLING_PATHS` includes `{}`: callers without a balance cannot add funds",
                prefix.value,
                endpoint.key()
            );
            out.push(
                finding(&prefix, message, endpoint, served.gateway).help(
                    "replace the prefix by longer ones that do not include this endpoint; do not leave the list empty, or the check applies to every path",
                ),
            );
        }
        let root = prefix.value.strip_suffix('/').unwrap_or("");
        if let Some((endpoint, _)) = paths().find(|(_, path)| !root.is_empty() && path == root) {
            let message = format!(
                "prefix `{}` of `BILLING_PATHS` does not include `{}`, which is then free",
                prefix.value,
                endpoint.key()
            );
            out.push(
                finding(&prefix, message, endpoint, served.gateway).help(format!("add `{root}` to the list")),
            );
        }
    }
}

fn finding(prefix: &Spanned<String>, message: String, endpoint: &Endpoint, gateway: &Gateway) -> Diagnostic {
    BILLING_GATE.at(prefix.span, message).related(gateway.span(endpoint.origin), "the endpoint")
}
