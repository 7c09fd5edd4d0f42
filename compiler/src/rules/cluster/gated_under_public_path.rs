use crate::model::Endpoint;
use crate::model::phrases;
use crate::topology::Topology;
use crate::topology::bypass::Bypass;
use crate::topology::manifests::listed;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;

declare_rule! {
    /// A public path of hanzo's gateway covers endpoints that ask for a token.
    ///
    /// ## Why is this bad?
    /// Below a public path nobody reads the token. An endpoint that wants an identity then refuses everybody; one behind
    /// another check may let everybody in.
    ///
    /// ## Example
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
    ///           env: [{ name: AUTH_PUBLIC_PATHS, value: "/bill/,/bills" }]
    /// # file: gateway.json
    /// { "version": 3, "port": 8080, "endpoints": [
    ///   { "endpoint": "/bills", "backend": [{ "url_pattern": "/bills", "host": ["http://commerce:8001"] }], "extra_config": { "auth/public": false } } ] }
    /// ```
    ///
    /// ## Use instead
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
    ///           env: [{ name: AUTH_PUBLIC_PATHS, value: "/bill/" }]
    /// # file: gateway.json
    /// { "version": 3, "port": 8080, "endpoints": [
    ///   { "endpoint": "/bills", "backend": [{ "url_pattern": "/bills", "host": ["http://commerce:8001"] }], "extra_config": { "auth/public": false } } ] }
    /// ```
    pub(crate) GATED_UNDER_PUBLIC_PATH { code: "GW622", name: "gated-under-public-path", category: Security, severity: Error, since: "0.1.0", inputs: [Manifests] }
}

pub(crate) fn check(topology: &Topology<'_>, out: &mut Diagnostics) {
    for container in topology.containers() {
        let (Some(paths), Some(served)) =
            (container.variable("AUTH_PUBLIC_PATHS"), topology.config_of(container))
        else {
            continue;
        };
        for path in listed(&paths) {
            let open = Bypass { host: None, prefix: path.value.clone(), letters: true, span: path.span };
            let gated = served.gateway.endpoints.iter().filter(|e| !e.credential.value.is_open());
            let hits: Vec<&Endpoint> = gated.filter(|endpoint| open.takes(endpoint).is_some()).collect();
            let Some(first) = hits.first() else { continue };
            let message = format!(
                "`{}` is public, and {} below it {} for a token that nobody reads",
                path.value,
                phrases::endpoints(&hits),
                phrases::plural(hits.len(), "asks", "ask")
            );
            out.push(
                GATED_UNDER_PUBLIC_PATH
                    .at(path.span, message)
                    .related(served.gateway.span(first.origin), "it asks here")
                    .help("take the path out of `AUTH_PUBLIC_PATHS`"),
            );
        }
    }
}
