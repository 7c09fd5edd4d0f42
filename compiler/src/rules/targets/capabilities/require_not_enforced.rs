//! Requirements that a validator of KrakenD does not check.

use std::collections::BTreeMap;

use crate::lower::krakend::require;
use crate::model::{Endpoint, Scheme, phrases};
use crate::rules::targets::check::{Check, Find, Subject};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;
use gwc_syntax::source::Span;

declare_rule! {
    /// `require` sets a requirement for tokens that a target does not check.
    ///
    /// ## What it does
    /// Reports each part of a `require` that a validator of KrakenD cannot check, if `hanzo` or `krakend-ce` is a
    /// target and an endpoint requires the credential.
    ///
    /// ## Why is this bad?
    /// A validator of KrakenD checks one list of roles, of which a token must have one, and one list of scopes. It does
    /// not check other claims or a second list. With `require: { claims: { tenant: acme } }`, a token of every other
    /// tenant is accepted.
    ///
    /// ## Example
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [krakend-ce]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// auth:
    ///   iam:
    ///     jwt: { issuer: "https://id.example.com", jwks: "https://id.example.com/jwks", algorithms: [RS256], audiences: any }
    ///     require: { claims: { tenant: acme } }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: iam, timeout: 5s } }
    /// ```
    ///
    /// ## Use instead
    /// Require a role or a scope, or list only `gwr` under `targets`.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [krakend-ce]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// auth:
    ///   iam:
    ///     jwt: { issuer: "https://id.example.com", jwks: "https://id.example.com/jwks", algorithms: [RS256], audiences: any }
    ///     require: { roles: { claim: roles, any: [acme] } }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: iam, timeout: 5s } }
    /// ```
    ///
    /// ## When to ignore
    /// The upstream checks the requirement itself. The comment belongs above the line of `targets`.
    ///
    /// ## References
    /// krakend-jose 2.12.
    pub(crate) REQUIRE_NOT_ENFORCED { code: "GW744", name: "require-not-enforced", category: Security, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}

pub(super) static CHECK: Check = Check {
    rule: &REQUIRE_NOT_ENFORCED,
    does: "the requirement is not checked: every valid token is accepted",
    find: Find::Places(find),
};

fn find(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let mut places: BTreeMap<Span, (String, &Endpoint)> = BTreeMap::new();
    for endpoint in &subject.gateway.endpoints {
        let tokens =
            phrases::auths(subject.gateway, endpoint).filter(|auth| matches!(auth.scheme, Scheme::Jwt(_)));
        for dropped in tokens.flat_map(|auth| require::split(auth, endpoint).dropped) {
            places.entry(dropped.span).or_insert((dropped.what, endpoint));
        }
    }
    let finding = |(span, (what, endpoint)): (Span, (String, &Endpoint))| {
        let message =
            format!("`gwc` cannot require {what} in {}: tokens without it are accepted", subject.names());
        let finding = subject.unprotected(&REQUIRE_NOT_ENFORCED, span, message).route(endpoint.key());
        finding.help("check it in the upstream")
    };
    places.into_iter().map(finding).collect()
}
