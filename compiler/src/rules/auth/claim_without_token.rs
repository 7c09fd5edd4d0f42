use crate::lint::{Context, Subject};
use crate::model::{Endpoint, phrases};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::{Diagnostic, Diagnostics, Severity};
use gwc_syntax::source::Span;

declare_rule! {
    /// An endpoint uses claims but accepts requests without a verified token.
    ///
    /// ## What it does
    /// In route files, reports an endpoint that accepts two auths: one sets headers from claims of a token, and the
    /// other verifies no token, such as `api_key`. This is a warning. In a KrakenD configuration, reports `{JWT.claim}`
    /// in a `url_pattern` if the endpoint has no `auth/validator`. This is an error.
    ///
    /// ## Why is this bad?
    /// Only a verified token has claims. In the route file below, a caller with an API key reaches the upstream without
    /// `X-User-Id`, and an upstream that requires this header rejects the request. In the KrakenD configuration,
    /// `{JWT.sub}` is not replaced by a user id: the backend gets the placeholder as a path, and returns `404` to every
    /// caller.
    ///
    /// ## Example
    /// `iam` sets `X-User-Id`, and `key` verifies no token. `accepts_keys: true` declares that the upstream verifies
    /// keys:
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
    /// Accept only auths that verify a token.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [gwr]
    /// upstreams: { cloud-api: { url: "http://cloud-api.ai.svc.cluster.local:8000", accepts_keys: true } }
    /// auth:
    ///   iam:
    ///     jwt: { issuer: "https://id.example.com", jwks: "https://id.example.com/jwks", algorithms: [RS256], audiences: any }
    ///     headers: { X-User-Id: sub }
    /// services: { chat: { at: /chat, upstream: cloud-api, methods: POST, auth: iam } }
    /// ```
    ///
    /// In a KrakenD configuration, add `auth/validator` to the endpoint.
    /// ```json,good,endpoint
    /// { "backend": [{ "url_pattern": "/users/{JWT.sub}" }],
    ///   "extra_config": { "auth/validator": { "alg": "RS256", "cache": true, "jwk_url": "https://id.example/jwks", "issuer": "https://id.example" } } }
    /// ```
    ///
    /// ## When to ignore
    /// The upstream distinguishes API keys from tokens itself, and finds the owner of a key without these headers.
    pub(crate) CLAIM_WITHOUT_TOKEN { code: "GW211", name: "claim-without-token", category: Security, severity: Error, since: "0.1.0", inputs: [RouteFiles, Krakend, BuiltJson] }
}

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let gateway = context.gateway;
    // An optional credential says that there are callers without a token.
    let required = gateway.endpoints.iter().filter(|e| !e.credential.value.is_open());
    let unverified = required.filter(|e| !gateway.verifies(&e.credential.value));
    let mixed = unverified.filter(|e| phrases::auths(gateway, e).any(|auth| !auth.mints.is_empty()));
    let mixed: Vec<(Span, &Endpoint)> = mixed.map(|e| (gateway.span(e.credential.origin), e)).collect();
    for group in context.groups(mixed) {
        out.push(
            group
                .at(
                    &CLAIM_WITHOUT_TOKEN,
                    format!(
                        "{} {} headers from claims, but also {} callers without a token: the upstream gets their requests without the headers",
                        phrases::endpoints(&group.endpoints),
                        phrases::plural(group.endpoints.len(), "sets", "set"),
                        phrases::plural(group.endpoints.len(), "accepts", "accept"),
                    ),
                )
                .severity(Severity::Warning)
                .help("in `auth`, list only auths that verify a token; or let the upstream handle requests without these headers"),
        );
    }
}

/// Placeholders of `url_pattern`: the route language has no placeholders for claims.
pub(crate) fn check_configuration(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for (endpoint, backend) in subject.backends() {
        let validated = endpoint.config.extra_config.component("auth/validator").is_some();
        if backend.url_pattern.contains("{{.JWT.") && !validated {
            let span = subject.place(&backend.url_pattern, backend.at);
            let message = "`url_pattern` uses a claim, but the endpoint has no `auth/validator`";
            out.push(
                CLAIM_WITHOUT_TOKEN
                    .at(span, message)
                    .help("add `auth/validator` to the endpoint")
                    .route(endpoint.route),
            );
        }
    }
}
