use crate::lint::Context;
use crate::model::{Endpoint, Timeouts};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;

declare_rule! {
    /// A `connect`, `first_byte` or `idle` timeout is not shorter than the `total` timeout.
    ///
    /// ## What it does
    /// A `timeout` has four parts: `connect` is the time to connect to the upstream, `first_byte` the time until the
    /// response begins, `idle` the longest pause in the response, and `total` the time for the whole request. Reports a
    /// `connect` timeout that is not below `total`, and a `first_byte` or `idle` timeout above `total`.
    ///
    /// ## Why is this bad?
    /// The `total` timeout ends the request first, so the other timeout never applies. With
    /// `timeout: { connect: 10s, total: 5s }`, a request to a host that is down fails after 5s, although the file
    /// allows 10s for the connection.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, timeout: { connect: 10s, total: 5s } } }
    /// ```
    ///
    /// ## Use instead
    /// Set the other timeout below `total`, or set a longer `total`.
    /// ```yaml,good
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, timeout: { connect: 2s, total: 5s } } }
    /// ```
    ///
    /// ## When to ignore
    /// The other timeout is inherited by several endpoints, and one of them sets a shorter `total` on purpose.
    pub(crate) CONTRADICTING_TIMEOUTS { code: "GW417", name: "contradicting-timeouts", category: Correctness, severity: Warning, since: "0.1.0", inputs: [RouteFiles, Krakend] }
}

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let wrong = context.gateway.endpoints.iter().filter(|e| contradiction(e).is_some());
    let hits = wrong.map(|e| (context.gateway.span(e.timeouts.origin), e));
    for group in context.groups(hits) {
        let Some(message) = contradiction(group.endpoints[0]) else { continue };
        out.push(
            group.at(&CONTRADICTING_TIMEOUTS, message).help("set it below `total`, or set a longer `total`"),
        );
    }
}

fn contradiction(endpoint: &Endpoint) -> Option<String> {
    let Timeouts { connect, first_byte, idle, total } = endpoint.timeouts.value;
    let total = total?;
    let without_effect = [
        ("connect", connect.filter(|time| *time >= total)),
        ("first_byte", first_byte.filter(|time| *time > total)),
        ("idle", idle.filter(|time| *time > total)),
    ];
    let (name, time) = without_effect.into_iter().find_map(|(name, time)| Some((name, time?)))?;
    Some(format!("`{name}: {time}` has no effect: `total: {total}` ends the request first"))
}
