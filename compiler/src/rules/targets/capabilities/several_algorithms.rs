//! Several algorithms of tokens.

use crate::model::Scheme;
use crate::rules::targets::check::{Check, Find, Subject};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// A credential in `auth` accepts several algorithms, but `hanzo` and `krakend-ce` accept one.
    ///
    /// ## What it does
    /// Reports the second entry of `algorithms` of a credential that an endpoint requires.
    ///
    /// The rule applies if `targets` in `gateway.yaml` lists `hanzo` (the Hanzo gateway, built on KrakenD) or
    /// `krakend-ce` (KrakenD). A gateway without `targets` has all targets.
    ///
    /// ## Why is this bad?
    /// `auth/validator` of KrakenD has one `alg`. With `algorithms: [RS256, ES256]`, a request with an `ES256` token
    /// returns `401`.
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
    /// Keep the algorithm that the issuer signs with, here `ES256`. Or list only `gwr`, the runtime of this project,
    /// under `targets`.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [hanzo, krakend-ce]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// auth: { iam: { jwt: { issuer: "https://id.example.com", jwks: "https://id.example.com/jwks", algorithms: [ES256], audiences: any } } }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: iam } }
    /// ```
    ///
    /// ## References
    /// krakend-jose 2.12.
    pub(crate) SEVERAL_ALGORITHMS { code: "GW733", name: "several-algorithms", category: Compatibility, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}

pub(super) static CHECK: Check =
    Check { rule: &SEVERAL_ALGORITHMS, does: "a validator accepts one algorithm", find: Find::Places(find) };

fn find(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let second = subject.auths_in_use().filter_map(|(auth, _)| match &auth.scheme {
        Scheme::Jwt(jwt) => jwt.algorithms.get(1),
        _ => None,
    });
    second
        .map(|second| {
            let message = format!(
                "`{}` is a second algorithm, but a validator accepts only one in {}",
                second.value,
                subject.names()
            );
            SEVERAL_ALGORITHMS
                .at(second.span, message)
                .help("keep only the algorithm that the issuer signs with")
        })
        .collect()
}
