//! Timeouts other than `total`.

use crate::model::{Endpoint, phrases};
use crate::rules::targets::check::{Check, Find, PerService};
use gwc_syntax::declare_rule;

declare_rule! {
    /// `hanzo` and `krakend-ce` have only a timeout for the whole request, not for its parts.
    ///
    /// ## What it does
    /// Reports the endpoints of a service with a timeout for a part of the request: `connect`, `first_byte` (until the
    /// response begins) or `idle` (while no data flows).
    ///
    /// The rule applies if `targets` in `gateway.yaml` lists `hanzo` (the Hanzo gateway, built on KrakenD) or
    /// `krakend-ce` (KrakenD). A gateway without `targets` has all targets.
    ///
    /// ## Why is this bad?
    /// KrakenD has one `timeout`, for the whole request. `connect` and `first_byte` have no effect: a host that is down
    /// blocks a request for the whole `timeout`. Without `total`, `idle` becomes the `timeout`: with `idle: 5m` every
    /// stream ends after 5 minutes, although data still flows.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   billing: { at: /billing, upstream: commerce, paths: { /plans: GET }, timeout: { connect: 1s, total: 10s } }
    /// ```
    ///
    /// ## Use instead
    /// If the endpoint does not stream, set only a `total` timeout; `timeout: 10s` is short for
    /// `timeout: { total: 10s }`. If it streams, run the gateway with `gwr`, the runtime of this project: write
    /// `targets: [gwr]` and `deploy: { runs: gwr }` in `gateway.yaml`.
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, paths: { /plans: GET }, timeout: 10s }
    /// ```
    ///
    /// ## When to ignore
    /// The timeout of the whole request is sufficient, and the other timeouts are for `gwr`.
    pub(crate) IDLE_AS_TIMEOUT { code: "GW723", name: "idle-as-timeout", category: Compatibility, severity: Loss, since: "0.1.0", inputs: [RouteFiles] }
}

pub(super) static CHECK: Check = Check {
    rule: &IDLE_AS_TIMEOUT,
    does: "`idle` without `total` is the timeout of the whole request; `connect` and `first_byte` have no effect",
    find: Find::PerService(PerService {
        concerns: |_, endpoint| has_finer_limits(endpoint),
        what: finer_limits,
        help: "if the endpoint does not stream, set only a `total` timeout, the only one of KrakenD; if it streams, run the gateway with `gwr`",
        fails: None,
    }),
};

fn has_finer_limits(endpoint: &Endpoint) -> bool {
    let limits = endpoint.timeouts.value;
    !endpoint.backends().is_empty() && (limits.connect.or(limits.first_byte).or(limits.idle)).is_some()
}

fn finer_limits(endpoint: &Endpoint) -> String {
    let limits = endpoint.timeouts.value;
    let dropped: Vec<&str> = [
        ("`connect`", limits.connect),
        ("`first_byte`", limits.first_byte),
        ("`idle`", limits.idle.filter(|_| limits.total.is_some())),
    ]
    .iter()
    .filter(|(_, limit)| limit.is_some())
    .map(|(name, _)| *name)
    .collect();
    let idle = limits.idle.filter(|_| limits.total.is_none());
    let parts = [
        idle.map(|idle| format!("`idle: {idle}` ends a request although data still flows")),
        (!dropped.is_empty()).then(|| {
            let have = phrases::plural(dropped.len(), "has", "have");
            format!("{} {have} no effect", dropped.join(" and "))
        }),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", and ")
}
