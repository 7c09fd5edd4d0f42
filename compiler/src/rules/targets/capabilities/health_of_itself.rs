//! `respond: health`.

use crate::model::{Action, Endpoint, Gateway, Respond};
use crate::rules::targets::check::{Check, Find, PerService};
use gwc_syntax::declare_rule;

declare_rule! {
    /// Under `hanzo` and `krakend-ce`, `respond: health` shows only the health of the gateway itself.
    ///
    /// ## What it does
    /// Reports the endpoints of a service with `respond: health`. The gateway itself answers such an endpoint.
    ///
    /// The rule applies if `targets` in `gateway.yaml` lists `hanzo` (the Hanzo gateway, built on KrakenD) or
    /// `krakend-ce` (KrakenD). A gateway without `targets` has all targets.
    ///
    /// ## Why is this bad?
    /// `gwr`, the runtime of this project, responds with the state of its upstreams. KrakenD responds with its own
    /// state. In the example, `/health` is a public endpoint. A monitor that calls `GET /health` sees `200` while no
    /// upstream can be reached, and no alert fires.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   gateway: { at: /, paths: { /health: { GET: { profile: open, respond: health } } } }
    /// ```
    ///
    /// ## Use instead
    /// Forward to the health endpoint of the upstream, as here. Or run the gateway with `gwr`: write `targets: [gwr]`
    /// and `deploy: { runs: gwr }` in `gateway.yaml`.
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, paths: { /health: { GET: { profile: open } } } }
    /// ```
    ///
    /// ## When to ignore
    /// The clients of the endpoint need to know only whether the gateway runs.
    pub(crate) HEALTH_OF_ITSELF { code: "GW727", name: "health-of-itself", category: Compatibility, severity: Loss, since: "0.1.0", inputs: [RouteFiles] }
}

pub(super) static CHECK: Check = Check {
    rule: &HEALTH_OF_ITSELF,
    does: "health is that of the gateway, not of its upstreams",
    find: Find::PerService(PerService {
        concerns: responds_with_health,
        what: |_| "the response shows the health of the gateway, not of its upstreams".to_owned(),
        help: "forward to the health endpoint of the upstream, or run the gateway with `gwr`",
        fails: None,
    }),
};

/// A fixed response or a redirect, which these targets do not have, is an error of its own (GW793).
fn responds_with_health(_: &Gateway, endpoint: &Endpoint) -> bool {
    matches!(&endpoint.action, Action::Respond(respond) if respond.value == Respond::Health)
}
