//! Time limits other than `total`.

use crate::model::Endpoint;
use crate::rules::targets::check::{Check, Find, PerService};
use gwc_syntax::declare_rule;

declare_rule! {
    /// Time limits that a JSON target does not have.
    ///
    /// ## Why is this bad?
    /// KrakenD has one `timeout`, for the whole exchange. `idle` is written as that, so a stream ends after it however
    /// busy it is; `connect` and `first_byte` are dropped.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   billing: { at: /billing, upstream: commerce, paths: { /plans: GET }, timeout: { connect: 1s, total: 10s } }
    /// ```
    ///
    /// ## Use instead
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, paths: { /plans: GET }, timeout: 10s }
    /// ```
    pub(crate) IDLE_AS_TIMEOUT { code: "GW723", name: "idle-as-timeout", category: Compatibility, severity: Loss, since: "0.1.0", inputs: [RouteFiles] }
}

pub(super) static CHECK: Check = Check {
    rule: &IDLE_AS_TIMEOUT,
    does: "write `idle` as the limit of the whole exchange, and drop `connect` and `first_byte`",
    find: Find::PerService(PerService {
        concerns: |_, endpoint| has_finer_limits(endpoint),
        what: finer_limits,
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
        idle.map(|idle| format!("end a request after `{idle}`, busy or not")),
        (!dropped.is_empty()).then(|| format!("drop {}", dropped.join(" and "))),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", and ")
}
