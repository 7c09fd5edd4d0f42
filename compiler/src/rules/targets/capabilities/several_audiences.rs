//! Several audiences of tokens.

use crate::model::{Audiences, Scheme};
use crate::rules::targets::check::{Check, Find, Subject};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// A credential in `auth` accepts any of several audiences, but KrakenD requires all of them.
    ///
    /// ## What it does
    /// Reports the second entry of `audiences` of a credential that an endpoint requires.
    ///
    /// The rule applies if `targets` in `gateway.yaml` lists `hanzo` (the Hanzo gateway, built on KrakenD) or
    /// `krakend-ce` (KrakenD). A gateway without `targets` has all targets.
    ///
    /// ## Why is this bad?
    /// KrakenD accepts a token only if its `aud` contains every entry of `audience`. Issuers usually set one audience:
    /// the application that the token is for. With `audiences: [shop, admin]`, every request returns `401`.
    ///
    /// ## Example
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [hanzo, krakend-ce]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// auth: { iam: { jwt: { issuer: "https://id.example.com", jwks: "https://id.example.com/jwks", algorithms: [RS256], audiences: [shop, admin] } } }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: iam } }
    /// ```
    ///
    /// ## Use instead
    /// Keep one audience, as here. If each token must have both, write `audiences: { all: [shop, admin] }`. Or list
    /// only `gwr`, the runtime of this project, under `targets`. With `audiences: any`, tokens that the issuer made for
    /// other applications are accepted too.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [hanzo, krakend-ce]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// auth: { iam: { jwt: { issuer: "https://id.example.com", jwks: "https://id.example.com/jwks", algorithms: [RS256], audiences: [shop] } } }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: iam } }
    /// ```
    ///
    /// ## References
    /// krakend-jose 2.12.
    pub(crate) SEVERAL_AUDIENCES { code: "GW734", name: "several-audiences", category: Compatibility, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}

pub(super) static CHECK: Check =
    Check { rule: &SEVERAL_AUDIENCES, does: "a token must contain every audience", find: Find::Places(find) };

fn find(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let second = subject.auths_in_use().filter_map(|(auth, _)| match &auth.scheme {
        Scheme::Jwt(jwt) => match &jwt.audiences {
            Audiences::List(list) => list.get(1),
            Audiences::Any | Audiences::All(_) => None,
        },
        _ => None,
    });
    second
        .map(|second| {
            let message = format!(
                "`{}` is a second audience, but in {} a token must contain every audience of the list",
                second.value,
                subject.names()
            );
            SEVERAL_AUDIENCES
                .at(second.span, message)
                .help("keep one audience, write `{ all: [a, b] }` to require all of them, or write `any` to check none")
        })
        .collect()
}
