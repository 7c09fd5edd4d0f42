use crate::lint::{Context, is_credential, is_identity};
use crate::model::phrases;
use crate::model::{Endpoint, Headers};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::Span;
use gwc_syntax::value::Target;

declare_rule! {
    /// Credentials or identity headers of users are forwarded to a host outside the cluster.
    ///
    /// ## What it does
    /// Reports an endpoint that forwards a credential, such as `Authorization` or `Cookie`, or an identity header, such
    /// as `X-User-Id`, to an upstream outside the cluster that is not listed in `trusted-hosts`. In a KrakenD
    /// configuration, `"*"` in `input_headers` includes them.
    ///
    /// ## Why is this bad?
    /// The operator of that host can use the token with every service that accepts it, and learns the identity of the
    /// users. A request log of the provider is enough: it contains valid tokens of all users that call the endpoint.
    ///
    /// ## Example
    /// `credentials: true` forwards `Authorization`, and the header `X-User-Id` that `iam` sets:
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [hanzo, krakend-ce]
    /// upstreams: { inference: "https://inference.example.net" }
    /// auth:
    ///   iam:
    ///     jwt: { issuer: "https://id.example.com", jwks: "https://id.example.com/jwks", algorithms: [RS256], audiences: any }
    ///     headers: { X-User-Id: sub }
    /// services:
    ///   embeddings: { at: /v1/embeddings, upstream: inference, paths: { /: POST }, auth: iam, forward: { credentials: true } }
    /// ```
    ///
    /// ## Use instead
    /// Remove `forward: { credentials: true }`. In a KrakenD configuration, remove the headers from `input_headers`.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [hanzo, krakend-ce]
    /// upstreams: { inference: "https://inference.example.net" }
    /// auth:
    ///   iam:
    ///     jwt: { issuer: "https://id.example.com", jwks: "https://id.example.com/jwks", algorithms: [RS256], audiences: any }
    ///     headers: { X-User-Id: sub }
    /// services:
    ///   embeddings: { at: /v1/embeddings, upstream: inference, paths: { /: POST }, auth: iam }
    /// ```
    ///
    /// ## Options
    /// - `trusted-hosts` in `gwc.toml`: hosts that may receive credentials, exact or with a leading `*.`
    ///
    /// ## When to ignore
    /// The host belongs to the same organisation. List it in `trusted-hosts` instead of a suppression.
    ///
    /// ## References
    /// - RFC 6750, section 5.3
    pub(crate) CREDENTIALS_LEAVE_CLUSTER { code: "GW210", name: "credentials-leave-cluster", category: Security, severity: Warning, since: "0.1.0", inputs: [RouteFiles, Krakend] }
}

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let gateway = context.gateway;
    let mut hits = Vec::new();
    for endpoint in &gateway.endpoints {
        if foreign_host(context, endpoint).is_some()
            && let Some((_, span)) = leaving(context, endpoint)
        {
            hits.push((span, endpoint));
        }
    }
    for group in context.groups(hits) {
        let first = group.endpoints[0];
        let names = leaving(context, first).map(|(names, _)| names).unwrap_or_default();
        let host = foreign_host(context, first).unwrap_or_default();
        out.push(
            group
                .at(
                    &CREDENTIALS_LEAVE_CLUSTER,
                    format!(
                        "{} {} {names} to `{host}`, outside the cluster",
                        phrases::endpoints(&group.endpoints),
                        phrases::plural(group.endpoints.len(), "forwards", "forward"),
                    ),
                )
                .detail(host)
                .help("do not forward them, or list the host in `trusted-hosts` of `gwc.toml`"),
        );
    }
}

fn foreign_host(context: &Context<'_>, endpoint: &Endpoint) -> Option<String> {
    let upstreams = endpoint.backends().iter().map(|b| context.gateway.upstream(b.upstream.value));
    let mut urls = upstreams.flat_map(|u| &u.urls).map(|url| &url.value);
    urls.find(|url| url.is_external() && !context.settings.trusts(&url.host)).map(|url| url.host.clone())
}

/// The credential and identity headers that are forwarded, and the place that forwards them.
fn leaving(context: &Context<'_>, endpoint: &Endpoint) -> Option<(String, Span)> {
    let gateway = context.gateway;
    let forward = &endpoint.forward;
    let mut names: Vec<&str> = Vec::new();
    let mut span = gateway.span(forward.headers.origin);
    match &*forward.headers.value {
        // `gwr` excludes identity headers, and credentials that no auth reads.
        Headers::All if gateway.targets.iter().all(|target| target.value == Target::Gwr) => {}
        Headers::All => return Some(("all headers, including `Authorization`,".to_owned(), span)),
        Headers::List(list) => {
            let telling = |name: &str| is_credential(name) || is_identity(gateway, name);
            names.extend(list.iter().map(|h| h.value.as_str()).filter(|name| telling(name)));
        }
    }
    if forward.credentials.value && !context.is_raw() {
        let before = names.len();
        for auth in phrases::auths(gateway, endpoint) {
            names.extend(auth.credential_headers());
            names.extend(auth.mints.iter().map(|m| m.header.value.as_str()));
        }
        if names.len() > before {
            span = gateway.span(forward.credentials.origin);
        }
    }
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    (!names.is_empty()).then(|| (names.join(", "), span))
}
