//! Identity headers that are more than the text of one claim.

use crate::lower::krakend::minted::propagated;
use crate::model::phrases;
use crate::rules::targets::check::{Check, Find, PerService};
use gwc_syntax::declare_rule;

declare_rule! {
    /// An identity header has another value under `hanzo` or `krakend-ce`, or is not set there.
    ///
    /// ## What it does
    /// A credential in `auth` can set headers for the upstream from the claims of the verified token: its `headers`
    /// lists them. The rule reports a service if such a header is not the unchanged text of one claim. Examples are a
    /// header from several claims, a list with another separator than `,`, and a header with `equals`, `bits` or
    /// `select`.
    ///
    /// The rule applies if `targets` in `gateway.yaml` lists `hanzo` (the Hanzo gateway, built on KrakenD) or
    /// `krakend-ce` (KrakenD). A gateway without `targets` has all targets.
    ///
    /// ## Why is this bad?
    /// `propagate_claims` of KrakenD copies one claim into one header. In the example:
    /// - `X-User-Id` gets only the first claim, `sub`. It is missing if the token has only `name`.
    /// - `X-User-IsAdmin` is computed with `equals`, so KrakenD does not set it, and `gwc` does not forward that of the
    ///   client. The upstream treats an administrator as a normal user.
    ///
    /// The Hanzo gateway sets its own identity headers by its own rules, unless the variable `AUTH_ENABLED` is `false`.
    ///
    /// ## Example
    /// `X-User-Id` is `sub`, or `name` if the token has no `sub`. `X-User-IsAdmin` is `true` if the claim `isAdmin` is
    /// true:
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [krakend-ce]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// auth:
    ///   iam:
    ///     jwt: { issuer: "https://id.example.com", jwks: "https://id.example.com/jwks", algorithms: [RS256], audiences: any }
    ///     headers: { X-User-Id: [sub, name], X-User-IsAdmin: { claim: isAdmin, equals: true, value: "true" } }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: iam, timeout: 5s } }
    /// ```
    ///
    /// ## Use instead
    /// Set each header from one claim that every token has, as here. KrakenD joins a list such as `roles` with `,`.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [krakend-ce]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// auth:
    ///   iam:
    ///     jwt: { issuer: "https://id.example.com", jwks: "https://id.example.com/jwks", algorithms: [RS256], audiences: any }
    ///     headers: { X-User-Id: sub, X-Roles: { claim: roles, join: "," } }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: iam, timeout: 5s } }
    /// ```
    ///
    /// ## When to ignore
    /// The upstreams do not need these headers under this target, or the Hanzo gateway sets them.
    pub(crate) MINTED_HEADER_DIFFERS { code: "GW749", name: "minted-header-differs", category: Compatibility, severity: Loss, since: "0.1.0", inputs: [RouteFiles] }
}

const DOES: &str =
    "an identity header gets its first claim unchanged, and a computed one (`equals`) is not set";

pub(super) static CHECK: Check = Check {
    rule: &MINTED_HEADER_DIFFERS,
    does: DOES,
    find: Find::PerService(PerService {
        concerns: |gateway, endpoint| {
            let mut mints = phrases::auths(gateway, endpoint).flat_map(|auth| &auth.mints);
            !endpoint.backends().is_empty()
                && mints.any(|mint| propagated(mint).is_none_or(|(_, exact)| !exact))
        },
        what: |_| DOES.to_owned(),
        help: "set each header from one claim that every token has",
        fails: None,
    }),
};
