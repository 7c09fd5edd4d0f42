use crate::lint::Context;
use crate::model::Scheme;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;

declare_rule! {
    /// The keys that verify tokens are fetched over plain HTTP.
    ///
    /// ## Why it matters
    /// Whoever can change that answer signs tokens for every user.
    ///
    /// ## Example
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [hanzo, krakend-ce]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// auth: { iam: { jwt: { issuer: "https://id.example.com", jwks: "http://id.example.com/jwks", algorithms: [RS256], audiences: any } } }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: iam } }
    /// ```
    ///
    /// ## Fix
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [hanzo, krakend-ce]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// auth: { iam: { jwt: { issuer: "https://id.example.com", jwks: "https://id.example.com/jwks", algorithms: [RS256], audiences: any } } }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: iam } }
    /// ```
    pub(crate) CLEARTEXT_KEYS { code: "GW212", name: "cleartext-keys", category: Security, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    for auth in &context.gateway.auths {
        let Scheme::Jwt(jwt) = &auth.scheme else { continue };
        if jwt.jwks.value.starts_with("http://") {
            out.push(
                CLEARTEXT_KEYS
                    .at(jwt.jwks.span, format!("the keys of `{}` come over plain HTTP", auth.name.value))
                    .help("fetch them over `https://`"),
            );
        }
    }
}
