use crate::model::phrases;
use crate::model::{Credential, Endpoint};
use crate::topology::Topology;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::value::Target;

declare_rule! {
    /// The gateway accepts requests without a token, and an endpoint does not set whether it requires a token.
    ///
    /// ## What it does
    /// Reports `AUTH_REQUIRE: "false"` in a container that runs the Hanzo gateway (built on KrakenD), if an endpoint of
    /// its configuration has no credential policy: neither `auth/public` nor `auth/validator`.
    ///
    /// ## Why is this bad?
    /// With `AUTH_REQUIRE: "false"`, the Hanzo gateway accepts a request without a token and leaves the decision to the
    /// endpoint. An endpoint without a policy accepts the request too: in the example, anyone can read `/bills`. Newer
    /// versions do not start with such a configuration.
    ///
    /// ## Example
    /// The environment accepts requests without a token, and the endpoint `/bills` has no `extra_config`:
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
    ///           env: [{ name: AUTH_REQUIRE, value: "false" }]
    /// # file: gateway.json
    /// { "version": 3, "port": 8080, "endpoints": [
    ///   { "endpoint": "/bills", "backend": [{ "url_pattern": "/bills", "host": ["http://commerce:8001"] }] } ] }
    /// ```
    ///
    /// ## Use instead
    /// Set `auth/public` on each endpoint: `false` requires a token, `true` accepts requests without one.
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
    ///           env: [{ name: AUTH_REQUIRE, value: "false" }]
    /// # file: gateway.json
    /// { "version": 3, "port": 8080, "endpoints": [
    ///   { "endpoint": "/bills", "backend": [{ "url_pattern": "/bills", "host": ["http://commerce:8001"] }], "extra_config": { "auth/public": false } } ] }
    /// ```
    pub(crate) ANONYMOUS_PASS { code: "GW619", name: "anonymous-pass", category: Security, severity: Error, since: "0.1.0", inputs: [Manifests] }
}

pub(crate) fn check(topology: &Topology<'_>, out: &mut Diagnostics) {
    let hanzo =
        topology.containers().into_iter().filter(|c| c.program().is_some_and(|p| p.target == Target::Hanzo));
    for container in hanzo {
        let anonymous = container.variable("AUTH_REQUIRE").filter(|value| value.value == "false");
        let (Some(anonymous), Some(served)) = (anonymous, topology.config_of(container)) else { continue };
        let endpoints = &served.gateway.endpoints;
        let silent: Vec<&Endpoint> =
            endpoints.iter().filter(|e| e.credential.value == Credential::Unstated).collect();
        let Some(first) = silent.first() else { continue };
        let message = format!(
            "requests without a token are accepted, and {} of {} endpoints set neither `auth/public` nor `auth/validator`: {}",
            silent.len(),
            endpoints.len(),
            phrases::endpoints(&silent)
        );
        out.push(
            ANONYMOUS_PASS
                .at(anonymous.span, message)
                .related(served.gateway.span(first.origin), "first endpoint without a policy")
                .help("set `auth/public` to `true` or `false` on each endpoint, or set `AUTH_REQUIRE` to `true`"),
        );
    }
}
