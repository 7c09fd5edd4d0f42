//! `jwks: discover`.

use crate::model::Scheme;
use crate::rules::targets::check::{Check, Find, Subject};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// `jwks: discover` is not supported by `hanzo` and `krakend-ce`.
    ///
    /// ## What it does
    /// Reports a credential in `auth` with `jwks: discover` that an endpoint requires.
    ///
    /// The rule applies if `targets` in `gateway.yaml` lists `hanzo` (the Hanzo gateway, built on KrakenD) or
    /// `krakend-ce` (KrakenD). A gateway without `targets` has all targets.
    ///
    /// ## Why is this bad?
    /// With `discover`, `gwr`, the runtime of this project, reads the URL of the key set from the discovery document of
    /// the issuer. KrakenD needs the URL of the key set itself, in `jwk_url`. Without keys, it returns `401` to every
    /// request.
    ///
    /// ## Example
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [krakend-ce]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// auth: { iam: { jwt: { issuer: "https://id.example.com", jwks: discover, algorithms: [RS256], audiences: any } } }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: iam } }
    /// ```
    ///
    /// ## Use instead
    /// Set the URL of the key set, as here. It is the value of `jwks_uri` in the discovery document. Or list only `gwr`
    /// under `targets`.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [krakend-ce]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// auth: { iam: { jwt: { issuer: "https://id.example.com", jwks: "https://id.example.com/jwks", algorithms: [RS256], audiences: any } } }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: iam } }
    /// ```
    ///
    /// ## References
    /// OpenID Connect Discovery 1.0, section 4. krakend-jose 2.12.
    pub(crate) DISCOVERY_NOT_MADE { code: "GW778", name: "discovery-not-made", category: Compatibility, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}

pub(super) static CHECK: Check =
    Check { rule: &DISCOVERY_NOT_MADE, does: "the URL of the key set is required", find: Find::Places(find) };

fn find(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let discovers = subject.auths_in_use().filter_map(|(auth, _)| match &auth.scheme {
        Scheme::Jwt(jwt) if jwt.discover => Some(jwt.jwks.span),
        _ => None,
    });
    let message = format!(
        "`jwks: discover` is not supported by {}: without keys, every request gets `401`",
        subject.names()
    );
    let help = "set `jwks` to the URL that the discovery document has as `jwks_uri`";
    discovers.map(|span| DISCOVERY_NOT_MADE.at(span, message.clone()).help(help)).collect()
}
