//! `auth.jwt.algorithms` of the `HS` family where `gwr` is a target.

use crate::model::Scheme;
use crate::rules::targets::check::{Check, Find, Subject};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// A check accepts an `HS` algorithm, and `gwr`, which has no shared secrets, is a target.
    ///
    /// ## Why is this bad?
    /// A token that is signed with `HS256` is verified with the secret that signed it. `gwr` takes keys from the key set of
    /// the issuer only, and a key set that publishes its secret is public. So `gwr` has no key for such tokens and
    /// refuses to start with this artifact.
    ///
    /// ## Example
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [krakend-ce, gwr]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// auth: { iam: { jwt: { issuer: "https://id.example.com", jwks: "https://id.example.com/jwks", algorithms: [HS256], audiences: any } } }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: iam, timeout: 5s } }
    /// ```
    ///
    /// ## Use instead
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [krakend-ce, gwr]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// auth: { iam: { jwt: { issuer: "https://id.example.com", jwks: "https://id.example.com/jwks", algorithms: [RS256], audiences: any } } }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: iam, timeout: 5s } }
    /// ```
    pub(crate) SHARED_SECRET_NOT_KNOWN_TO_GWR { code: "GW739", name: "shared-secret-not-known-to-gwr", category: Security, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}

pub(super) static CHECK: Check = Check {
    rule: &SHARED_SECRET_NOT_KNOWN_TO_GWR,
    does: "has no shared secrets and refuses to start",
    find: Find::Places(find),
};

fn find(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (auth, _) in subject.auths_in_use() {
        let Scheme::Jwt(jwt) = &auth.scheme else { continue };
        for algorithm in jwt.algorithms.iter().filter(|algorithm| algorithm.value.starts_with("HS")) {
            let message =
                format!("`gwr` has no secret to verify `{}` with and refuses to start", algorithm.value);
            let finding = subject.unprotected(&SHARED_SECRET_NOT_KNOWN_TO_GWR, algorithm.span, message);
            found.push(finding.help("sign with `RS256`, `ES256` or `EdDSA`"));
        }
    }
    found
}
