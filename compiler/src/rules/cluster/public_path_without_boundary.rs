use crate::topology::Topology;
use crate::topology::manifests::listed;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;

declare_rule! {
    /// A public path of the Hanzo gateway also makes longer paths public.
    ///
    /// ## What it does
    /// The variable `AUTH_PUBLIC_PATHS` lists the paths that the Hanzo gateway, which is built on KrakenD, serves
    /// without a token. Reports an entry without a slash at its end.
    ///
    /// ## Why is this bad?
    /// The gateway compares these paths character by character, as prefixes. `/favicon` also makes `/favicon-admin`
    /// public, and `/healthz` makes `/healthz/keys` public. If an endpoint with such a path is added later, everyone
    /// can call it without a token, and a review of the endpoint does not show why.
    ///
    /// ## Example
    /// `/status` has no slash at its end:
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
    /// End each path with a slash. The path without the slash then requires a token; give it an endpoint with
    /// `auth/public: true` if it must be public.
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
    ///
    /// ## When to ignore
    /// No endpoint begins with these characters, and a review rejects new ones.
    pub(crate) PUBLIC_PATH_WITHOUT_BOUNDARY { code: "GW621", name: "public-path-without-boundary", category: Security, severity: Warning, since: "0.1.0", inputs: [RouteFiles, Manifests] }
}

pub(crate) fn check(topology: &Topology<'_>, out: &mut Diagnostics) {
    let lists = topology.environment().into_iter().filter(|(name, _)| name.value == "AUTH_PUBLIC_PATHS");
    for path in lists.flat_map(|(_, paths)| listed(&paths)) {
        if !path.value.ends_with('/') {
            let message = format!(
                "public path `{0}` also makes `{0}-x` public: paths are compared character by character",
                path.value
            );
            let help = format!("end it with a slash: `{0}/`; `{0}` itself then requires a token", path.value);
            out.push(PUBLIC_PATH_WITHOUT_BOUNDARY.at(path.span, message).help(help));
        }
    }
}
