//! `jwt.on_error` and `jwt.probe`.

use crate::model::Scheme;
use crate::rules::targets::check::{Check, Find, Subject};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// `on_error` or `probe` of a `jwt` has no effect under `hanzo` and `krakend-ce`.
    ///
    /// ## What it does
    /// Reports `on_error` and `probe` of a credential with `jwks` that an endpoint requires. They take effect while the
    /// gateway has no keys of the issuer yet: `on_error` sets the status of requests, and with `probe: true` a pod is
    /// not ready.
    ///
    /// The rule applies if `targets` in `gateway.yaml` lists `hanzo` (the Hanzo gateway, built on KrakenD) or
    /// `krakend-ce` (KrakenD). A gateway without `targets` has all targets.
    ///
    /// ## Why is this bad?
    /// If the issuer cannot be reached when a pod starts, KrakenD is ready without keys, and returns `401` to every
    /// request. A rollout then replaces pods that work with pods that reject everyone. Many clients renew their token
    /// after a `401`, and so send the issuer even more requests.
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
    /// List only `gwr`, the runtime of this project, under `targets`, as here. Or remove `on_error` and `probe`.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [gwr]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// auth: { iam: { jwt: { issuer: "https://id.example.com", jwks: "https://id.example.com/jwks", algorithms: [RS256], audiences: any, probe: true } } }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: iam, timeout: 5s } }
    /// ```
    ///
    /// ## When to ignore
    /// `gwr` runs the gateway, and the other targets are built only to compare them.
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
            let message = format!(
                "`{key}` of auth `{}` has no effect in {}: without keys, every request gets `401`, and the pods are ready",
                auth.name.value,
                subject.names()
            );
            let help = format!("run the gateway with `gwr`, or remove `{key}`");
            found.push(KEY_FAILURE_NOT_APPLIED.at(span, message).help(help));
        }
    }
    found
}
