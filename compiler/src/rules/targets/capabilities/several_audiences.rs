//! Several audiences of tokens.

use crate::model::{Audiences, Scheme};
use crate::rules::targets::check::{Check, Find, Subject};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// An auth accepts any of several audiences; KrakenD wants all of them in each token.
    ///
    /// ## Why is this bad?
    /// Issuers stamp one audience for each application, so every token would be refused.
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
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [hanzo, krakend-ce]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// auth: { iam: { jwt: { issuer: "https://id.example.com", jwks: "https://id.example.com/jwks", algorithms: [RS256], audiences: [shop] } } }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: iam } }
    /// ```
    pub(crate) SEVERAL_AUDIENCES { code: "GW734", name: "several-audiences", category: Compatibility, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}

pub(super) static CHECK: Check =
    Check { rule: &SEVERAL_AUDIENCES, does: "want every audience in each token", find: Find::Places(find) };

fn find(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let second = subject.auths_in_use().filter_map(|(auth, _)| match &auth.scheme {
        Scheme::Jwt(jwt) => match &jwt.audiences {
            Audiences::List(list) => list.get(1),
            Audiences::Any => None,
        },
        _ => None,
    });
    second
        .map(|second| {
            let message = format!("{} want every audience in each token, not any of them", subject.names());
            SEVERAL_AUDIENCES.at(second.span, message).help("choose one or `any`")
        })
        .collect()
}
