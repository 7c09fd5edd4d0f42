//! Tokens in several headers and cookies.

use crate::lower::krakend::sources;
use crate::model::{Scheme, phrases};
use crate::rules::targets::check::{Check, Find, PerService};
use gwc_syntax::declare_rule;

declare_rule! {
    /// A credential in `auth` reads tokens from places that `hanzo` and `krakend-ce` do not read.
    ///
    /// ## What it does
    /// `from` of a `jwt` lists the places of a request where the gateway looks for a token. KrakenD can use one header,
    /// or one header and then one cookie. The rule reports every other list.
    ///
    /// The rule applies if `targets` in `gateway.yaml` lists `hanzo` (the Hanzo gateway, built on KrakenD) or
    /// `krakend-ce` (KrakenD). A gateway without `targets` has all targets.
    ///
    /// ## Why is this bad?
    /// KrakenD looks for a token in one header, then in one cookie. In the example, a client that sends its token in
    /// `X-Authorization` gets `401` from KrakenD; `gwr`, the runtime of this project, accepts it.
    ///
    /// ## Example
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [krakend-ce]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// auth:
    ///   iam:
    ///     jwt: { issuer: "https://id.example.com", jwks: "https://id.example.com/jwks", algorithms: [RS256], audiences: any, from: [Authorization, X-Authorization] }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: iam, timeout: 5s } }
    /// ```
    ///
    /// ## Use instead
    /// Read the token from one header, and from one cookie if needed, as here. Clients that send the token in
    /// `X-Authorization` must use `Authorization` then.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [krakend-ce]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// auth:
    ///   iam:
    ///     jwt: { issuer: "https://id.example.com", jwks: "https://id.example.com/jwks", algorithms: [RS256], audiences: any, from: [Authorization, { cookie: token }] }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: iam, timeout: 5s } }
    /// ```
    ///
    /// ## When to ignore
    /// The other places are for clients of `gwr` only.
    pub(crate) TOKEN_SOURCES_DIFFER { code: "GW747", name: "token-sources-differ", category: Compatibility, severity: Loss, since: "0.1.0", inputs: [RouteFiles] }
}

const DOES: &str =
    "a token is found only in one header, or in one cookie after it, not in the other places of `from`";

pub(super) static CHECK: Check = Check {
    rule: &TOKEN_SOURCES_DIFFER,
    does: DOES,
    find: Find::PerService(PerService {
        concerns: |gateway, endpoint| {
            phrases::auths(gateway, endpoint).any(|auth| match &auth.scheme {
                Scheme::Jwt(jwt) => !sources::reads(jwt).exact,
                Scheme::ApiKey(_) | Scheme::External(_) | Scheme::Edge => false,
            })
        },
        what: |_| DOES.to_owned(),
        help: "list one header under `from`, and one cookie after it if needed",
        fails: None,
    }),
};
