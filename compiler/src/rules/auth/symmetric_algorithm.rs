use crate::lint::Context;
use crate::model::{Scheme, phrases};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;

declare_rule! {
    /// An auth accepts a symmetric algorithm, such as `HS256`, with keys from a URL.
    ///
    /// ## What it does
    /// Reports each `HS256`, `HS384` and `HS512` in the algorithms of an auth that verifies JSON web tokens.
    ///
    /// ## Why is this bad?
    /// With `HS256`, the key that verifies a token also signs one: anyone with read access to the key set can sign a
    /// token for every user. If an auth accepts both `RS256` and `HS256`, a careless library uses the public key of
    /// `RS256` as the secret of `HS256`, so anyone can sign tokens with this public key.
    ///
    /// ## Example
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [hanzo, krakend-ce]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// auth: { iam: { jwt: { issuer: "https://id.example.com", jwks: "https://id.example.com/jwks", algorithms: [HS256], audiences: any } } }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: iam } }
    /// ```
    ///
    /// ## Use instead
    /// Use an asymmetric algorithm.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [hanzo, krakend-ce]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// auth: { iam: { jwt: { issuer: "https://id.example.com", jwks: "https://id.example.com/jwks", algorithms: [RS256], audiences: any } } }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: iam } }
    /// ```
    ///
    /// ## When to ignore
    /// The issuer supports no asymmetric algorithm, and only the issuer and the gateway can read the key set.
    ///
    /// ## References
    /// - RFC 8725, sections 2.1 and 3.1
    pub(crate) SYMMETRIC_ALGORITHM { code: "GW214", name: "symmetric-algorithm", category: Security, severity: Warning, since: "0.1.0", inputs: [RouteFiles, Krakend] }
}

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    for auth in &context.gateway.auths {
        let Scheme::Jwt(jwt) = &auth.scheme else { continue };
        // Without keys, no token is accepted at all.
        if jwt.jwks.value.is_empty() {
            continue;
        }
        for algorithm in jwt.algorithms.iter().filter(|a| a.value.starts_with("HS")) {
            out.push(
                SYMMETRIC_ALGORITHM
                    .at(
                        algorithm.span,
                        format!(
                            "with `{}`, anyone with the keys of `{}` can sign tokens",
                            algorithm.value,
                            phrases::auth(context.gateway, auth)
                        ),
                    )
                    .related(jwt.jwks.span, "key set")
                    .help("use `RS256`, `ES256` or `EdDSA`"),
            );
        }
    }
}
