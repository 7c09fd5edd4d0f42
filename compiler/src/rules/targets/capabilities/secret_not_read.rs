//! `jwt.secret`.

use crate::model::Scheme;
use crate::rules::targets::check::{Check, Find, Subject};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// `secret` of `jwt` is not supported by `hanzo` and `krakend-ce`.
    ///
    /// ## What it does
    /// Reports a credential in `auth` with `jwt: { secret: ... }` that an endpoint requires.
    ///
    /// The rule applies if `targets` in `gateway.yaml` lists `hanzo` (the Hanzo gateway, built on KrakenD) or
    /// `krakend-ce` (KrakenD). A gateway without `targets` has all targets.
    ///
    /// ## Why is this bad?
    /// KrakenD reads keys only as a key set (JWKS), from a URL or a local file, and never as the text of a secret.
    /// Without keys, it returns `401` to every request.
    ///
    /// ## Example
    /// The secret of the tokens is in the environment variable `TOKEN_SECRET`:
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [krakend-ce]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// auth: { iam: { jwt: { issuer: "https://id.example.com", secret: { env: TOKEN_SECRET }, algorithms: [HS256], audiences: any } } }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: iam } }
    /// ```
    ///
    /// ## Use instead
    /// Sign tokens with an asymmetric algorithm, and set the URL of the key set, as here. Or list only `gwr`, the
    /// runtime of this project, under `targets`.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [krakend-ce]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// auth: { iam: { jwt: { issuer: "https://id.example.com", jwks: "https://id.example.com/jwks", algorithms: [RS256], audiences: any } } }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: iam } }
    /// ```
    ///
    /// ## References
    /// krakend-jose 2.12.
    pub(crate) SECRET_NOT_READ { code: "GW785", name: "secret-not-read", category: Compatibility, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}

pub(super) static CHECK: Check =
    Check { rule: &SECRET_NOT_READ, does: "the URL of a key set is required", find: Find::Places(find) };

fn find(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let secrets = subject.auths_in_use().filter_map(|(auth, _)| match &auth.scheme {
        Scheme::Jwt(jwt) => Some(jwt.secret.as_ref()?.span),
        _ => None,
    });
    let message =
        format!("`secret` is not supported by {}: without keys, every request gets `401`", subject.names());
    let help = "sign tokens with `RS256`, `ES256` or `EdDSA`, and set `jwks`";
    secrets.map(|span| SECRET_NOT_READ.at(span, message.clone()).help(help)).collect()
}
