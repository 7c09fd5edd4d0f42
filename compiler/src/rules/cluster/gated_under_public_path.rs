use crate::model::{Endpoint, Gateway, Scheme, phrases};
use crate::topology::Topology;
use crate::topology::bypass::Bypass;
use crate::topology::manifests::listed;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;

declare_rule! {
    /// A public path of the Hanzo gateway covers endpoints that require a token.
    ///
    /// ## What it does
    /// The variable `AUTH_PUBLIC_PATHS` lists the paths that the Hanzo gateway, which is built on KrakenD, serves
    /// without a token. Reports an entry if the path of an endpoint that requires a token begins with it. An endpoint
    /// with its own `auth/validator` is not reported.
    ///
    /// ## Why is this bad?
    /// The gateway does not read the token of a request below a public path. An endpoint there with
    /// `auth/public: false` rejects every caller with `401`, even with a valid token. An endpoint without `auth/public`
    /// relies on the gateway to check tokens, so it becomes public.
    ///
    /// ## Example
    /// The entry `/bills` covers the endpoint `/bills`:
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
    /// Remove the path from `AUTH_PUBLIC_PATHS`.
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
    /// Or let the endpoint verify the token itself, with `auth/validator`:
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
    ///           env: [{ name: AUTH_PUBLIC_PATHS, value: "/bill/,/bills" }]
    /// # file: gateway.json
    /// { "version": 3, "port": 8080, "endpoints": [
    ///   { "endpoint": "/bills", "backend": [{ "url_pattern": "/bills", "host": ["http://commerce:8001"] }], "extra_config": {
    ///     "auth/public": false, "auth/validator": { "alg": "RS256", "jwk_url": "https://id.example.com/jwks", "issuer": "https://id.example.com", "cache": true } } } ] }
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
            let endpoints = served.gateway.endpoints.iter();
            let gated = endpoints.filter(|endpoint| requires_token_of_the_edge(served.gateway, endpoint));
            let hits: Vec<&Endpoint> = gated.filter(|endpoint| open.takes(endpoint).is_some()).collect();
            let Some(first) = hits.first() else { continue };
            let message = format!(
                "public path `{}` covers {}, which {} a token: below a public path, the gateway reads no token",
                path.value,
                phrases::endpoints(&hits),
                phrases::plural(hits.len(), "requires", "require")
            );
            out.push(
                GATED_UNDER_PUBLIC_PATH
                    .at(path.span, message)
                    .related(served.gateway.span(first.origin), "endpoint that requires a token")
                    .help(format!("remove `{}` from `AUTH_PUBLIC_PATHS`", path.value)),
            );
        }
    }
}

/// A validator of the endpoint reads the token itself, also below a public path.
fn requires_token_of_the_edge(gateway: &Gateway, endpoint: &Endpoint) -> bool {
    let verifies = phrases::auths(gateway, endpoint).any(|auth| matches!(auth.scheme, Scheme::Jwt(_)));
    !endpoint.credential.value.is_open() && !verifies
}
