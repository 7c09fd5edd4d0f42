use crate::lint::{Context, is_minted};
use crate::model::{Auth, ClientKey, Gateway, Scheme, TokenSource};
use gwc_artifact::HeaderNames;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::{Diagnostic, Diagnostics};
use gwc_syntax::source::{Span, Spanned};

declare_rule! {
    /// An auth, a check or a rate limit reads a header that `identity.strip` removes.
    ///
    /// ## What it does
    /// `identity.strip` lists headers that `gwr`, the runtime of gwc, removes from every request before anything reads
    /// them. Reports such a header if an auth takes its credential from it, a rate limit counts by it, or a `check` (an
    /// external service that accepts or rejects requests) receives it. For rate limits, a header that an auth sets
    /// again is not reported.
    ///
    /// ## Why is this bad?
    /// The auth finds no credential and returns `401` to every request. A rate limit counts all clients together, so
    /// one client can use up the limit of all others.
    ///
    /// ## Example
    /// `X-Session*` includes `X-Session-Token`, from which `iam` reads the token:
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [gwr]
    /// identity: { strip: [X-Session*] }
    /// auth:
    ///   iam: { jwt: { issuer: "https://id.example.com", jwks: "https://id.example.com/jwks", algorithms: [RS256], audiences: any, from: [X-Session-Token] } }
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: iam, timeout: 5s } }
    /// ```
    ///
    /// ## Use instead
    /// Remove the header from `identity.strip`:
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [gwr]
    /// identity: { strip: [X-Session-User] }
    /// auth:
    ///   iam: { jwt: { issuer: "https://id.example.com", jwks: "https://id.example.com/jwks", algorithms: [RS256], audiences: any, from: [X-Session-Token] } }
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: iam, timeout: 5s } }
    /// ```
    pub(crate) STRIPPED_HEADER_READ { code: "GW230", name: "stripped-header-read", category: Correctness, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let gateway = context.gateway;
    if gateway.stripped.is_empty() {
        return;
    }
    let stripped = gateway.stripped();
    for auth in &gateway.auths {
        for (name, span) in read_by(auth).into_iter().filter(|(name, _)| stripped.has(name)) {
            let message =
                format!("`{name}` is removed from every request before auth `{}` reads it", auth.name.value);
            out.push(finding(gateway, name, span, message));
        }
    }
    limits(context, &stripped, out);
}

/// The headers that a check reads, each with the place that names it.
fn read_by(auth: &Auth) -> Vec<(&str, Span)> {
    let named = |header: &'_ Spanned<String>| header.span;
    match &auth.scheme {
        Scheme::Jwt(jwt) => {
            let header = |source: &'_ Spanned<TokenSource>| match &source.value {
                TokenSource::Header(_) => Some(source.span),
                TokenSource::Cookie(_) => None,
            };
            let spans = jwt.from.iter().filter_map(header).chain([auth.name.span]);
            jwt.headers().into_iter().zip(spans).collect()
        }
        Scheme::ApiKey(key) => key.headers.iter().map(|name| (name.as_str(), auth.name.span)).collect(),
        Scheme::External(check) => check.send.iter().map(|name| (name.value.as_str(), named(name))).collect(),
        Scheme::Edge => Vec::new(),
    }
}

fn limits(context: &Context<'_>, stripped: &HeaderNames, out: &mut Diagnostics) {
    let mut seen = Vec::new();
    for endpoint in &context.gateway.endpoints {
        let Some(limit) = endpoint.limit.map(|limit| context.gateway.limit(limit.value)) else { continue };
        let Some(client) = &limit.client else { continue };
        let ClientKey::Header(name) = &client.key else { continue };
        if !stripped.has(name)
            || is_minted(context.gateway, endpoint, name)
            || seen.contains(&client.bucket.span)
        {
            continue;
        }
        seen.push(client.bucket.span);
        let message = format!(
            "`{name}` is removed from every request before rate limit `{}` counts by it",
            limit.name.value
        );
        out.push(finding(context.gateway, name, client.bucket.span, message).route(endpoint.key()));
    }
}

fn finding(gateway: &Gateway, name: &str, span: Span, message: String) -> Diagnostic {
    let entry = gateway.stripped.iter().find(|entry| HeaderNames::of([entry.value.as_str()]).has(name));
    let finding = STRIPPED_HEADER_READ.at(span, message);
    let Some(entry) = entry else { return finding.help("use another header") };
    let help =
        format!("use another header here, or remove `{}` from `identity: {{ strip: ... }}`", entry.value);
    finding.related(entry.span, "removed here").help(help)
}
