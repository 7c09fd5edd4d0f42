//! `auth.jwt` where `gwr` is a target.

use crate::model::{Scheme, words};
use crate::rules::targets::check::{Check, Find, Subject};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// An endpoint requires a token, and `gwr`, which does not verify tokens yet, is a target.
    ///
    /// ## Why it matters
    /// `gwr` does not serve what it cannot protect: it refuses to start with this artifact, so each of its pods would
    /// crash.
    ///
    /// ## Example
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [krakend-ce, gwr]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// auth: { iam: { jwt: { issuer: "https://id.example.com", jwks: "https://id.example.com/jwks", algorithms: [RS256], audiences: any } } }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: iam, timeout: 5s } }
    /// ```
    ///
    /// ## Fix
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [krakend-ce]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// auth: { iam: { jwt: { issuer: "https://id.example.com", jwks: "https://id.example.com/jwks", algorithms: [RS256], audiences: any } } }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: iam, timeout: 5s } }
    /// ```
    /// A gateway that is built for `gwr` but does not run in it yet waives the rule on the line of `targets`. The waiver
    /// changes nothing in `gwr`, which still refuses the artifact.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [krakend-ce, gwr]   # gwc: ignore[GW739] krakend-ce runs; the artifact is only inspected
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// auth: { iam: { jwt: { issuer: "https://id.example.com", jwks: "https://id.example.com/jwks", algorithms: [RS256], audiences: any } } }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: iam, timeout: 5s } }
    /// ```
    pub(crate) JWT_NOT_ENFORCED_BY_GWR { code: "GW739", name: "jwt-not-enforced-by-gwr", category: Security, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}

pub(super) static CHECK: Check = Check {
    rule: &JWT_NOT_ENFORCED_BY_GWR,
    does: "does not verify tokens yet and refuses to start",
    find: Find::Places(find),
};

fn find(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let tokens = subject.auths_in_use().filter(|(auth, _)| matches!(auth.scheme, Scheme::Jwt(_)));
    tokens
        .map(|(auth, endpoints)| {
            let endpoints = words::endpoints(&endpoints);
            let name = &auth.name.value;
            let message = format!(
                "`gwr` does not verify tokens yet and refuses to start: `{name}` protects {endpoints}"
            );
            subject.unprotected(&JWT_NOT_ENFORCED_BY_GWR, auth.name.span, message)
        })
        .collect()
}
