use crate::topology::Topology;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;

declare_rule! {
    /// The gateway is started with `-d`, the debug flag.
    ///
    /// ## What it does
    /// Reports `-d` and `--debug` in the command or the arguments of a container that runs a gateway.
    ///
    /// ## Why is this bad?
    /// The flag has the effect of `"debug_endpoint": true` (GW268): the gateway answers requests to `/__debug/` without
    /// a credential. It logs the headers and the body of each of these requests at level `DEBUG`. Anyone can fill the
    /// log. If a client sends a token to this path, each reader of the log can use the token.
    ///
    /// ## Example
    /// The command ends with `-d`:
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
    ///           command: [/usr/bin/gateway, run, -c, /etc/gateway/gateway.json, -d]
    ///           readinessProbe: { httpGet: { path: /healthz, port: 8080 } }
    /// ```
    ///
    /// ## Use instead
    /// Remove the flag.
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
    /// ```
    ///
    /// ## When to ignore
    /// The manifest is for a local cluster without real credentials.
    pub(crate) DEBUG_FLAG { code: "GW614", name: "debug-flag", category: Security, severity: Warning, since: "0.1.0", inputs: [Manifests] }
}

pub(crate) fn check(topology: &Topology<'_>, out: &mut Diagnostics) {
    for container in topology.containers().into_iter().filter(|container| container.program().is_some()) {
        let words = container.gateway_command();
        for word in words.iter().filter(|word| matches!(&*word.value, "-d" | "--debug")) {
            let message = format!(
                "`{}` makes `/__debug/` public, and the gateway logs each request to this path",
                word.value
            );
            out.push(DEBUG_FLAG.at(word.span, message).help("remove the flag"));
        }
    }
}
