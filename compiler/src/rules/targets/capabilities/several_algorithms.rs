//! Several algorithms of tokens.

use crate::model::Scheme;
use crate::rules::targets::check::{Check, Find, Subject};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// An auth accepts several algorithms; a JSON target one.
    ///
    /// ## Why is this bad?
    /// KrakenD's validator has one `alg`; tokens signed with the others would be refused there.
    ///
    /// ## Example
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [hanzo, krakend-ce]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// auth: { iam: { jwt: { issuer: "https://id.example.com", jwks: "https://id.example.com/jwks", algorithms: [RS256, ES256], audiences: any } } }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: iam } }
    /// ```
    ///
    /// ## Use instead
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [hanzo, krakend-ce]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// auth: { iam: { jwt: { issuer: "https://id.example.com", jwks: "https://id.example.com/jwks", algorithms: [ES256], audiences: any } } }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: iam } }
    /// ```
    pub(crate) SEVERAL_ALGORITHMS { code: "GW733", name: "several-algorithms", category: Compatibility, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}

pub(super) static CHECK: Check =
    Check { rule: &SEVERAL_ALGORITHMS, does: "verify one algorithm", find: Find::Places(find) };

fn find(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let second = subject.auths_in_use().filter_map(|(auth, _)| match &auth.scheme {
        Scheme::Jwt(jwt) => jwt.algorithms.get(1),
        _ => None,
    });
    second
        .map(|second| {
            let message = format!("{} verify one algorithm, and this is another one", subject.names());
            SEVERAL_ALGORITHMS.at(second.span, message).help("choose one")
        })
        .collect()
}
