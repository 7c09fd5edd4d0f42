use crate::topology::Topology;
use crate::topology::manifests::listed;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::value::is_network;

declare_rule! {
    /// An entry of `GATEWAY_TRUSTED_PROXIES` is not an IP address or network.
    ///
    /// ## What it does
    /// The variable `GATEWAY_TRUSTED_PROXIES` lists the proxies whose `X-Forwarded-For` the Hanzo gateway, which is
    /// built on KrakenD, believes. Reports an entry that the gateway cannot parse, such as a host name.
    ///
    /// ## Why is this bad?
    /// The gateway ignores such an entry and does not report it. It then takes the address of the proxy for the address
    /// of every client behind this proxy. A rate limit per client then takes all these clients for one: if one of them
    /// exceeds the limit, the others get `429` too.
    ///
    /// ## Example
    /// `ingress.hanzo.svc` is a host name:
    /// ```yaml,bad,folder,file=deployment.yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: { name: gateway }
    /// spec:
    ///   template:
    ///     spec:
    ///       containers:
    ///         - name: gateway
    ///           image: ghcr.io/hanzoai/gateway:v2.14.10
    ///           readinessProbe: { httpGet: { path: /healthz, port: 8080 } }
    ///           env: [{ name: GATEWAY_TRUSTED_PROXIES, value: "10.0.0.0/8,ingress.hanzo.svc" }]
    /// ```
    ///
    /// ## Use instead
    /// Set the network that contains the pods of the proxy, here `192.168.0.0/16`.
    /// ```yaml,good,folder,file=deployment.yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: { name: gateway }
    /// spec:
    ///   template:
    ///     spec:
    ///       containers:
    ///         - name: gateway
    ///           image: ghcr.io/hanzoai/gateway:v2.14.10
    ///           readinessProbe: { httpGet: { path: /healthz, port: 8080 } }
    ///           env: [{ name: GATEWAY_TRUSTED_PROXIES, value: "10.0.0.0/8,192.168.0.0/16" }]
    /// ```
    pub(crate) UNTRUSTED_PROXY { code: "GW628", name: "untrusted-proxy", category: Security, severity: Error, since: "0.1.0", inputs: [RouteFiles, Manifests] }
}

pub(crate) fn check(topology: &Topology<'_>, out: &mut Diagnostics) {
    let lists =
        topology.environment().into_iter().filter(|(name, _)| name.value == "GATEWAY_TRUSTED_PROXIES");
    for entry in lists.flat_map(|(_, list)| listed(&list)) {
        if !is_network(&entry.value) {
            let message = format!(
                "`{}` is not an IP address or network: `hanzo` does not trust this proxy, and uses its address as the address of each client",
                entry.value
            );
            out.push(UNTRUSTED_PROXY.at(entry.span, message).help("set the smallest network that contains the pods of the proxy, not the address of its Service"));
        }
    }
}
