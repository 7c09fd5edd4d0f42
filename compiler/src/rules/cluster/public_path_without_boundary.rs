use crate::topology::Topology;
use crate::topology::manifests::listed;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;

declare_rule! {
    /// A public path of hanzo's gateway also opens longer ones.
    ///
    /// ## Why is this bad?
    /// `AUTH_PUBLIC_PATHS` is compared letter by letter: `/favicon` opens `/favicon-admin`, `/healthz` opens `/healthz/keys`.
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
    ///           env: [{ name: AUTH_PUBLIC_PATHS, value: "/status,/.well-known/" }]
    /// ```
    ///
    /// ## Use instead
    /// End each with a slash.
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
    ///           env: [{ name: AUTH_PUBLIC_PATHS, value: "/status/,/.well-known/" }]
    /// ```
    pub(crate) PUBLIC_PATH_WITHOUT_BOUNDARY { code: "GW621", name: "public-path-without-boundary", category: Security, severity: Warning, since: "0.1.0", inputs: [RouteFiles, Manifests] }
}

pub(crate) fn check(topology: &Topology<'_>, out: &mut Diagnostics) {
    let lists = topology.environment().into_iter().filter(|(name, _)| name.value == "AUTH_PUBLIC_PATHS");
    for path in lists.flat_map(|(_, paths)| listed(&paths)) {
        if !path.value.ends_with('/') {
            let message = format!(
                "`{0}` opens `{0}-x` as well: public paths are compared letter by letter",
                path.value
            );
            let help = format!("write `{}/`", path.value);
            out.push(PUBLIC_PATH_WITHOUT_BOUNDARY.at(path.span, message).help(help));
        }
    }
}
