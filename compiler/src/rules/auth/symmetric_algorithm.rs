use crate::lint::Context;
use crate::model::Scheme;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;

declare_rule! {
    /// A symmetric algorithm (`HS256`...) with a key set that is fetched by URL.
    ///
    /// ## Why is this bad?
    /// With `HS*` the key that verifies a token also makes one: whoever reads the key set signs tokens for every user.
    /// Accepted beside `RS*`, it lets anybody sign with the public key as the secret, where a library is careless.
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
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [hanzo, krakend-ce]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// auth: { iam: { jwt: { issuer: "https://id.example.com", jwks: "https://id.example.com/jwks", algorithms: [RS256], audiences: any } } }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: iam } }
    /// ```
    pub(crate) SYMMETRIC_ALGORITHM { code: "GW214", name: "symmetric-algorithm", category: Security, severity: Warning, since: "0.1.0", inputs: [RouteFiles, Krakend] }
}

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    for auth in &context.gateway.auths {
        let Scheme::Jwt(jwt) = &auth.scheme else { continue };
        for algorithm in jwt.algorithms.iter().filter(|a| a.value.starts_with("HS")) {
            out.push(
                SYMMETRIC_ALGORITHM
                    .at(
                        algorithm.span,
                        format!("whoever reads the keys of `{}` can sign tokens", auth.name.value),
                    )
                    .related(jwt.jwks.span, "the keys are fetched from here")
                    .help("use RS256, ES256 or EdDSA"),
            );
        }
    }
}
