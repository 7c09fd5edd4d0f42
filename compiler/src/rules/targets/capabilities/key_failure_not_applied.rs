//! `jwt.on_error` and `jwt.probe`.

use crate::model::Scheme;
use crate::rules::targets::check::{Check, Find, Subject};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// `on_error` or `probe` of `jwt` has no effect under `hanzo` and `krakend-ce`.
    ///
    /// ## What it does
    /// Reports `on_error` and `probe` of an auth with `jwks`, if `hanzo` or `krakend-ce` is a target and an endpoint
    /// requires the auth.
    ///
    /// ## Why is this bad?
    /// While the issuer is not reachable, KrakenD returns `401` to every request, and its pods are ready without keys.
    /// Clients that renew their token after a `401` then ask the issuer even more often.
    ///
    /// ## Example
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [krakend-ce]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// auth: { iam: { jwt: { issuer: "https://id.example.com", jwks: "https://id.example.com/jwks", algorithms: [RS256], audiences: any, probe: true } } }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: iam } }
    /// ```
    ///
    /// ## Use instead
    /// Use `gwr` alone.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [gwr]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// auth: { iam: { jwt: { issuer: "https://id.example.com", jwks: "https://id.example.com/jwks", algorithms: [RS256], audiences: any, probe: true } } }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: iam, timeout: 5s } }
    /// ```
    ///
    /// ## When to ignore
    /// `gwr` runs the gateway, and the other targets are built for comparison.
    pub(crate) KEY_FAILURE_NOT_APPLIED { code: "GW786", name: "key-failure-not-applied", category: Compatibility, severity: Loss, since: "0.1.0", inputs: [RouteFiles] }
}

pub(super) static CHECK: Check = Check {
    rule: &KEY_FAILURE_NOT_APPLIED,
    does: "without keys, every request gets `401`, and the process is ready",
    find: Find::Places(find),
};

fn find(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (auth, _) in subject.auths_in_use() {
        let Scheme::Jwt(jwt) = &auth.scheme else { continue };
        let on_error = jwt.on_error.as_ref().map(|on_error| ("on_error", on_error.span));
        for (key, span) in on_error.into_iter().chain(jwt.probe.map(|span| ("probe", span))) {
            let message =
                format!("`{key}` of auth `{}` has no effect in {}", auth.name.value, subject.names());
            found.push(KEY_FAILURE_NOT_APPLIED.at(span, message));
        }
    }
    found
}
