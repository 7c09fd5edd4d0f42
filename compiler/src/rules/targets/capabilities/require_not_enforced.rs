//! Requirements that a validator of KrakenD does not check.

use std::collections::BTreeMap;

use crate::lower::krakend::require;
use crate::model::{Endpoint, Scheme, phrases};
use crate::rules::targets::check::{Check, Find, Subject};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;
use gwc_syntax::source::Span;

declare_rule! {
    /// A token must hold something that a target does not check.
    ///
    /// ## Why is this bad?
    /// A validator of KrakenD checks one list of roles, of which any will do, and one list of scopes. It does not compare other
    /// claims, and it has no second list. What it does not check it drops: every valid token passes.
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
    pub(crate) REQUIRE_NOT_ENFORCED { code: "GW744", name: "require-not-enforced", category: Security, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}

pub(super) static CHECK: Check = Check {
    rule: &REQUIRE_NOT_ENFORCED,
    does: "does not check the requirement: every valid token passes",
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
        let message = format!("{} cannot require {what}: every valid token passes", subject.names());
        let finding = subject.unprotected(&REQUIRE_NOT_ENFORCED, span, message).route(endpoint.key());
        finding.help("check it in the upstream")
    };
    places.into_iter().map(finding).collect()
}
