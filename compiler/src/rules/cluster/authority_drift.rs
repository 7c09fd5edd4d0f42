use crate::model::{Jwt, Scheme};
use crate::topology::Topology;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::Spanned;

declare_rule! {
    /// The environment sets another issuer or key set than the configuration.
    ///
    /// ## What it does
    /// Compares `AUTH_ISSUER` and `AUTH_JWKS_URL` of a container that runs the Hanzo gateway (built on KrakenD) with
    /// `issuer` and `jwk_url` of each `auth/validator` in its configuration.
    ///
    /// ## Why is this bad?
    /// The Hanzo gateway verifies a token twice: first with `AUTH_ISSUER` and `AUTH_JWKS_URL`, before it selects an
    /// endpoint, and then with the validator of the endpoint. A token has one issuer. If the two issuers differ, one of
    /// the checks rejects every token, and each call of `/bills` returns `401`.
    ///
    /// ## Example
    /// `AUTH_ISSUER` and `issuer` differ:
    /// ```yaml,bad,folder,file=deployment.yaml,target=hanzo
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
    ///           env: [{ name: AUTH_ISSUER, value: "https://iam.example.com" }]
    /// # file: gateway.json
    /// { "version": 3, "port": 8080, "endpoints": [
    ///   { "endpoint": "/bills", "backend": [{ "url_pattern": "/bills", "host": ["http://commerce:8001"] }],
    ///     "extra_config": { "auth/validator": { "alg": "RS256", "issuer": "https://id.example.com",
    ///       "jwk_url": "https://id.example.com/jwks", "cache": true } } } ] }
    /// ```
    ///
    /// ## Use instead
    /// Set the same issuer and the same key set in the variables and in each `auth/validator`.
    /// ```yaml,good,folder,file=deployment.yaml,target=hanzo
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
    ///           env: [{ name: AUTH_ISSUER, value: "https://id.example.com" }]
    /// # file: gateway.json
    /// { "version": 3, "port": 8080, "endpoints": [
    ///   { "endpoint": "/bills", "backend": [{ "url_pattern": "/bills", "host": ["http://commerce:8001"] }],
    ///     "extra_config": { "auth/validator": { "alg": "RS256", "issuer": "https://id.example.com",
    ///       "jwk_url": "https://id.example.com/jwks", "cache": true } } } ] }
    /// ```
    ///
    /// ## When to ignore
    /// The two URLs serve the same key set, for example inside and outside the cluster.
    pub(crate) AUTHORITY_DRIFT { code: "GW627", name: "authority-drift", category: Security, severity: Error, since: "0.1.0", inputs: [Manifests] }
}

pub(crate) fn check(topology: &Topology<'_>, out: &mut Diagnostics) {
    for container in topology.containers() {
        let Some(served) = topology.config_of(container) else { continue };
        let tokens = || {
            served.gateway.auths.iter().filter_map(|auth| match &auth.scheme {
                Scheme::Jwt(jwt) => Some(jwt),
                _ => None,
            })
        };
        let issuer = |jwt: &Jwt| jwt.issuer.clone();
        let keys = |jwt: &Jwt| Some(jwt.jwks.clone());
        let first = |of: &dyn Fn(&Jwt) -> Option<Spanned<String>>, name: &str| {
            let set = container.variable(name)?;
            let other = tokens().filter_map(of).find(|value| value.value != set.value)?;
            Some((name.to_owned(), set, other))
        };
        let found = [first(&issuer, "AUTH_ISSUER"), first(&keys, "AUTH_JWKS_URL")];
        for (name, set, other) in found.into_iter().flatten() {
            let message = format!(
                "`{name}` is `{}`, but a validator uses `{}`: one may reject tokens that the other accepts",
                set.value, other.value
            );
            out.push(
                AUTHORITY_DRIFT
                    .at(set.span, message)
                    .related(other.span, "used by a validator")
                    .help(format!("set the same value in `{name}` and in each `auth/validator`")),
            );
        }
    }
}
