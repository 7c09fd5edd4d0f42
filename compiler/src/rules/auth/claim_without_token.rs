use crate::lint::Context;
use crate::model::Piece;
use crate::model::words;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;

declare_rule! {
    /// A claim is used on an endpoint that verifies no token.
    ///
    /// ## Why it matters
    /// There is no claim then: `{JWT.sub}` in an upstream path stays as it is or becomes empty, and an auth that mints
    /// headers beside one that can not leaves them to the client.
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
    ///
    /// ## Fix
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
    pub(crate) CLAIM_WITHOUT_TOKEN { code: "GW211", name: "claim-without-token", category: Security, severity: Warning, since: "0.1.0", inputs: [RouteFiles] }
}

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let gateway = context.gateway;
    let mut placeholders = Vec::new();
    let mut mixed = Vec::new();
    for endpoint in &gateway.endpoints {
        if gateway.verifies_claims(&endpoint.credential.value) {
            continue;
        }
        for backend in endpoint.backends() {
            if claim_in(&backend.path.value.pieces).is_some() {
                placeholders.push((gateway.span(backend.path.origin), endpoint));
            }
        }
        if words::auths(gateway, endpoint).any(|auth| !auth.mints.is_empty()) {
            mixed.push((gateway.span(endpoint.credential.origin), endpoint));
        }
    }
    for group in context.groups(placeholders) {
        let first = group.endpoints[0];
        let claim = first.backends().iter().find_map(|b| claim_in(&b.path.value.pieces)).unwrap_or_default();
        out.push(
            group
                .at(
                    &CLAIM_WITHOUT_TOKEN,
                    format!("`{{{claim}}}` is a claim, and `{}` verifies no token", first.key()),
                )
                .help("require a token, or take the claim out of the upstream's path"),
        );
    }
    for group in context.groups(mixed) {
        out.push(
            group
                .at(
                    &CLAIM_WITHOUT_TOKEN,
                    format!(
                        "some callers of {} come without the claims that its headers are set from",
                        words::endpoints(&group.endpoints)
                    ),
                )
                .help("accept tokens only, or let the upstream tell the two apart by itself"),
        );
    }
}

fn claim_in(pieces: &[Piece]) -> Option<&str> {
    pieces.iter().find_map(|piece| match piece {
        Piece::Placeholder(name) if name.starts_with("JWT.") => Some(name.as_str()),
        _ => None,
    })
}
