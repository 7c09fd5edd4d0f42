//! `auth.jwt.algorithms` of the `HS` family where `gwr` is a target.

use crate::model::Scheme;
use crate::rules::targets::check::{Check, Find, Subject};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// A credential in `auth` accepts an `HS` algorithm without a `secret`, and `gwr` is a target.
    ///
    /// ## What it does
    /// Reports each `HS` algorithm, such as `HS256`, of a credential that an endpoint requires, if the credential has
    /// `jwks` in place of `secret`.
    ///
    /// The rule applies if `targets` in `gateway.yaml` lists `gwr` (the runtime of this project). A gateway without
    /// `targets` has all targets.
    ///
    /// ## Why is this bad?
    /// A token with `HS256` is signed and verified with the same secret. Without `secret`, `gwr` has only the key set
    /// that the issuer publishes, and a secret cannot be published. `gwr` cannot verify such a token and does not
    /// start, so a rollout fails.
    ///
    /// ## Example
    /// `HS256` needs a secret, but only `jwks` is set:
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [krakend-ce, gwr]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// auth: { iam: { jwt: { issuer: "https://id.example.com", jwks: "https://id.example.com/jwks", algorithms: [HS256], audiences: any } } }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: iam, timeout: 5s } }
    /// ```
    ///
    /// ## Use instead
    /// Sign the tokens with an asymmetric algorithm. For `gwr` alone, `secret: { env: NAME }` in place of `jwks` works
    /// too.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [krakend-ce, gwr]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// auth: { iam: { jwt: { issuer: "https://id.example.com", jwks: "https://id.example.com/jwks", algorithms: [RS256], audiences: any } } }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: iam, timeout: 5s } }
    /// ```
    ///
    /// ## When to ignore
    /// `gwr` is built to compare its artifact, and does not run yet. A comment on the line of `targets`, or above it,
    /// suppresses all findings of this rule in the gateway.
    ///
    /// ## References
    /// RFC 7518, section 3.2.
    pub(crate) SHARED_SECRET_NOT_KNOWN_TO_GWR { code: "GW739", name: "shared-secret-not-known-to-gwr", category: Security, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}

pub(super) static CHECK: Check = Check {
    rule: &SHARED_SECRET_NOT_KNOWN_TO_GWR,
    does: "shared secrets are not supported: the target does not start",
    find: Find::Places(find),
};

fn find(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (auth, _) in subject.auths_in_use() {
        let Scheme::Jwt(jwt) = &auth.scheme else { continue };
        if jwt.secret.is_some() {
            continue;
        }
        for algorithm in jwt.algorithms.iter().filter(|algorithm| algorithm.value.starts_with("HS")) {
            let message = format!("`gwr` cannot verify `{}` tokens, and does not start", algorithm.value);
            let finding = subject.unprotected(&SHARED_SECRET_NOT_KNOWN_TO_GWR, algorithm.span, message);
            found.push(finding.help(
                "sign with `RS256`, `ES256` or `EdDSA`; or set `secret` in place of `jwks` for `gwr` alone",
            ));
        }
    }
    found
}
