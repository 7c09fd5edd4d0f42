//! `forward: { headers: all }`.

use crate::model::Headers;
use crate::rules::targets::check::{Check, Find, PerService};
use gwc_syntax::declare_rule;

declare_rule! {
    /// `headers: all` forwards identity headers of clients under `hanzo` and `krakend-ce`.
    ///
    /// ## What it does
    /// Reports the endpoints of a service with `forward: { headers: all }`.
    ///
    /// The rule applies if `targets` in `gateway.yaml` lists `hanzo` (the Hanzo gateway, built on KrakenD) or
    /// `krakend-ce` (KrakenD). A gateway without `targets` has all targets.
    ///
    /// ## Why is this bad?
    /// Upstreams read from identity headers, such as `X-User-Id`, which user the gateway has verified. `gwr`, the
    /// runtime of this project, removes these headers from the requests of clients. KrakenD forwards them, because
    /// `headers: all` becomes `"input_headers": ["*"]`. A client that sends `X-User-Id: admin` is then the
    /// administrator for the upstream.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   billing: { at: /billing, upstream: commerce, paths: { /plans: GET }, forward: { headers: all } }
    /// ```
    ///
    /// ## Use instead
    /// List the headers that the upstream needs, without identity headers. `Content-Type` and `Authorization` are
    /// forwarded only if they are listed.
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, paths: { /plans: GET }, forward: { headers: [Accept, Authorization, Content-Type] } }
    /// ```
    ///
    /// ## When to ignore
    /// The upstream does not read identity headers.
    pub(crate) IDENTITY_NOT_STRIPPED { code: "GW726", name: "identity-not-stripped", category: Compatibility, severity: Loss, since: "0.1.0", inputs: [RouteFiles] }
}

pub(super) static CHECK: Check = Check {
    rule: &IDENTITY_NOT_STRIPPED,
    does: "identity headers of clients are forwarded",
    find: Find::PerService(PerService {
        concerns: |_, endpoint| *endpoint.forward.headers.value == Headers::All,
        what: |_| {
            "identity headers of clients are forwarded, so a client can pose as another user".to_owned()
        },
        help: "list the headers that the upstream needs, without identity headers",
        fails: None,
    }),
};
