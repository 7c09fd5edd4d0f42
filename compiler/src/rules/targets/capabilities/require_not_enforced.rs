//! Requirements that a validator of KrakenD does not check.

use std::collections::BTreeMap;

use crate::lower::krakend::require;
use crate::model::{Endpoint, Scheme, phrases};
use crate::rules::targets::check::{Check, Find, Subject};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;
use gwc_syntax::source::Span;

declare_rule! {
    /// `require` sets roles, scopes or claims that a target does not check.
    ///
    /// ## What it does
    /// `require` lists the roles, scopes and claims that a token must have. If an endpoint requires the credential, the
    /// rule reports each part of its `require` that KrakenD cannot check.
    ///
    /// The rule applies if `targets` in `gateway.yaml` lists `hanzo` (the Hanzo gateway, built on KrakenD) or
    /// `krakend-ce` (KrakenD). A gateway without `targets` has all targets.
    ///
    /// ## Why is this bad?
    /// KrakenD can check one list of roles, of which a token must have one, and one list of scopes. It does not check
    /// other claims, nor a second list. With `require: { claims: { tenant: acme } }`, as in the example, the tokens of
    /// all other tenants are accepted.
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
    /// Require a role or a scope that only these users have. Here, the claim `roles` of a token must contain `acme`. Or
    /// list only `gwr`, the runtime of this project, under `targets`.
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
    /// The upstream checks the requirement itself. A comment on the line of `targets`, or above it, suppresses all
    /// findings of this rule in the gateway.
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
        finding.help("check this requirement in the upstream")
    };
    places.into_iter().map(finding).collect()
}
