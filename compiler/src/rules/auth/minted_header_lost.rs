use crate::lint::{Context, Subject};
use crate::model::phrases;
use crate::model::{Endpoint, Headers};
use gwc_krakend::value::Value;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::{Diagnostic, Diagnostics, Severity};
use gwc_syntax::source::Span;

declare_rule! {
    /// A header is set from a claim but not forwarded.
    ///
    /// ## What it does
    /// In a KrakenD configuration, reports a header of `propagate_claims` that `input_headers` does not list: an error.
    /// In route files, reports an endpoint with `forward: { credentials: false }` if its auth sets headers from claims:
    /// a warning. `credentials: false` also removes these headers. An endpoint with an upstream outside the cluster is
    /// not reported.
    ///
    /// ## Why is this bad?
    /// Without the header, the upstream cannot identify the caller: `GET /billing/invoices` returns `401` or an empty
    /// list, although the token is valid. In KrakenD, `propagate_claims` only adds the header to the incoming request,
    /// and `input_headers` decides which headers the backend receives.
    ///
    /// ## Example
    /// In a route file, a warning. The auth `iam` sets the header `X-User-Id` from the claim `sub`, and
    /// `credentials: false` removes it:
    /// ```yaml,bad
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET, auth: iam, forward: { credentials: false } }
    /// ```
    ///
    /// In an endpoint of a KrakenD configuration, an error. `propagate_claims` sets `X-User-Id`, and `input_headers`
    /// does not list it:
    /// ```json,bad,endpoint
    /// { "input_headers": ["Content-Type"], "backend": [{ "url_pattern": "/bills", "host": ["http://commerce.shop.svc.cluster.local:8001"] }],
    ///   "extra_config": { "auth/validator": {
    ///   "alg": "RS256", "cache": true, "jwk_url": "https://id.example/jwks", "propagate_claims": [["sub", "X-User-Id"]] } } }
    /// ```
    ///
    /// ## Use instead
    /// Forward the header.
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET, auth: iam }
    /// ```
    ///
    /// In a KrakenD configuration, add it to `input_headers`.
    /// ```json,good,endpoint
    /// { "input_headers": ["Content-Type", "X-User-Id"], "backend": [{ "url_pattern": "/bills", "host": ["http://commerce.shop.svc.cluster.local:8001"] }],
    ///   "extra_config": { "auth/validator": {
    ///   "alg": "RS256", "cache": true, "jwk_url": "https://id.example/jwks", "propagate_claims": [["sub", "X-User-Id"]] } } }
    /// ```
    ///
    /// ## When to ignore
    /// The upstream does not need the identity: an auth sets its headers for all endpoints, and this one does not read
    /// them.
    ///
    /// ## References
    /// - krakend-jose v2.12, `gin/jose.go`
    pub(crate) MINTED_HEADER_LOST { code: "GW206", name: "minted-header-lost", category: Correctness, severity: Error, since: "0.1.0", inputs: [RouteFiles, Krakend, BuiltJson] }
}

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let gateway = context.gateway;
    let hits = gateway.endpoints.iter().filter(|endpoint| !lost(context, endpoint).is_empty());
    let hits: Vec<(Span, &Endpoint)> =
        hits.map(|e| (gateway.span(e.forward.credentials.origin), e)).collect();
    for group in context.groups(hits) {
        let names: Vec<String> =
            lost(context, group.endpoints[0]).iter().map(|name| format!("`{name}`")).collect();
        out.push(
            group
                .at(
                    &MINTED_HEADER_LOST,
                    format!(
                        "{} {} set from claims but not forwarded by {}",
                        names.join(", "),
                        phrases::plural(names.len(), "is", "are"),
                        phrases::endpoints(&group.endpoints)
                    ),
                )
                .severity(Severity::Warning)
                .help(format!("remove `credentials: false`, or keep it and list {} and the other headers that the upstream needs in `forward: {{ headers: [...] }}`", names.join(", "))),
        );
    }
}

/// The same of `propagate_claims` and `input_headers`.
pub(crate) fn check_configuration(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for endpoint in subject.endpoints() {
        let Some(validator) = subject.block_of(&endpoint.config.extra_config, "auth/validator") else {
            continue;
        };
        let forwarded = |header: &str| {
            endpoint
                .config
                .input_headers
                .iter()
                .any(|h| *h.value == *"*" || h.value.eq_ignore_ascii_case(header))
        };
        for pair in validator.list("propagate_claims") {
            let Value::List(&[_, header]) = subject.tree.value(*pair) else { continue };
            let Some(name) = subject.tree.value(header).as_str().filter(|name| !forwarded(name)) else {
                continue;
            };
            let message = format!("`{name}` is set from a claim but missing in `input_headers`");
            let help = format!("add `{name}` to `input_headers`");
            out.push(MINTED_HEADER_LOST.at(subject.span(header), message).help(help).route(endpoint.route));
        }
    }
}

/// Minted headers that do not reach an internal upstream.
fn lost<'a>(context: &'a Context<'_>, endpoint: &'a Endpoint) -> Vec<&'a str> {
    let Headers::List(list) = &*endpoint.forward.headers.value else { return Vec::new() };
    let outside =
        endpoint.backends().iter().any(|b| context.gateway.upstream(b.upstream.value).is_external());
    if endpoint.forward.credentials.value || outside || endpoint.backends().is_empty() {
        return Vec::new();
    }
    let minted = phrases::auths(context.gateway, endpoint).flat_map(|auth| &auth.mints);
    let names = minted.map(|mint| mint.header.value.as_str());
    names.filter(|name| !list.iter().any(|h| h.value.eq_ignore_ascii_case(name))).collect()
}
