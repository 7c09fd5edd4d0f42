//! Claims where no token is verified.

use crate::lint::{Context, Subject};
use crate::model::{Endpoint, phrases};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::{Diagnostic, Diagnostics, Severity};
use gwc_syntax::source::Span;

declare_rule! {
    /// A claim is used on an endpoint that verifies no token.
    ///
    /// ## Why is this bad?
    /// Only a verified token has claims. Without one `{JWT.sub}` in the path of an upstream stays as it is, and the upstream is
    /// called with the placeholder itself. An auth that sets headers from claims beside one that cannot leaves them to the client:
    /// that is a warning, since those who send a token are served as they should be.
    ///
    /// ## Example
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [gwr]
    /// upstreams: { cloud-api: { url: "http://cloud-api.ai.svc.cluster.local:8000", accepts_keys: true } }
    /// auth:
    ///   iam:
    ///     jwt: { issuer: "https://id.example.com", jwks: "https://id.example.com/jwks", algorithms: [RS256], audiences: any }
    ///     headers: { X-User-Id: sub }
    ///   key: { api_key: { prefixes: [sk-] } }
    /// services: { chat: { at: /chat, upstream: cloud-api, methods: POST, auth: [iam, key] } }
    /// ```
    /// ```json,bad,backend
    /// { "url_pattern": "/users/{JWT.sub}" }
    /// ```
    ///
    /// ## Use instead
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [hanzo, krakend-ce]
    /// upstreams: { cloud-api: { url: "http://cloud-api.ai.svc.cluster.local:8000", accepts_keys: true } }
    /// auth:
    ///   iam:
    ///     jwt: { issuer: "https://id.example.com", jwks: "https://id.example.com/jwks", algorithms: [RS256], audiences: any }
    ///     headers: { X-User-Id: sub }
    /// services: { chat: { at: /chat, upstream: cloud-api, methods: POST, auth: iam } }
    /// ```
    /// ```json,good,endpoint
    /// { "backend": [{ "url_pattern": "/users/{JWT.sub}" }],
    ///   "extra_config": { "auth/validator": { "alg": "RS256", "cache": true, "jwk_url": "https://id.example/jwks" } } }
    /// ```
    pub(crate) CLAIM_WITHOUT_TOKEN { code: "GW211", name: "claim-without-token", category: Security, severity: Error, since: "0.1.0", inputs: [RouteFiles, Krakend, BuiltJson] }
}

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let gateway = context.gateway;
    let unverified = gateway.endpoints.iter().filter(|e| !gateway.verifies_claims(&e.credential.value));
    let mixed = unverified.filter(|e| phrases::auths(gateway, e).any(|auth| !auth.mints.is_empty()));
    let mixed: Vec<(Span, &Endpoint)> = mixed.map(|e| (gateway.span(e.credential.origin), e)).collect();
    for group in context.groups(mixed) {
        out.push(
            group
                .at(
                    &CLAIM_WITHOUT_TOKEN,
                    format!(
                        "some callers of {} come without the claims that its headers are set from",
                        phrases::endpoints(&group.endpoints)
                    ),
                )
                .severity(Severity::Warning)
                .help("accept tokens only, or let the upstream tell the two apart by itself"),
        );
    }
}

/// Placeholders of `url_pattern`. The route language has none for claims.
pub(crate) fn check_configuration(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for (endpoint, backend) in subject.backends() {
        let validated = endpoint.config.extra_config.component("auth/validator").is_some();
        if backend.url_pattern.contains("{{.JWT.") && !validated {
            let span = subject.place(&backend.url_pattern, backend.at);
            let message = "this path needs a claim, and no `auth/validator` verifies a token";
            out.push(
                CLAIM_WITHOUT_TOKEN
                    .at(span, message)
                    .help("add `auth/validator` to the endpoint")
                    .route(endpoint.route),
            );
        }
    }
}
