use crate::lint::Context;
use crate::model::{Endpoint, Timeouts};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;

declare_rule! {
    /// Time limits of an endpoint contradict each other.
    ///
    /// ## Why is this bad?
    /// A total that is up before the connection may even be refused makes the other limits dead text: what fails is
    /// never the limit that its author thinks of.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, timeout: { connect: 10s, total: 5s } } }
    /// ```
    ///
    /// ## Use instead
    /// ```yaml,good
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, timeout: { connect: 2s, total: 5s } } }
    /// ```
    pub(crate) CONTRADICTING_TIMEOUTS { code: "GW417", name: "contradicting-timeouts", category: Correctness, severity: Warning, since: "0.1.0", inputs: [RouteFiles, Krakend] }
}

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let wrong = context.gateway.endpoints.iter().filter(|e| contradiction(e).is_some());
    let hits = wrong.map(|e| (context.gateway.span(e.timeouts.origin), e));
    for group in context.groups(hits) {
        let Some(message) = contradiction(group.endpoints[0]) else { continue };
        out.push(
            group
                .at(&CONTRADICTING_TIMEOUTS, message)
                .help("make each part shorter than the total, or drop one"),
        );
    }
}

fn contradiction(endpoint: &Endpoint) -> Option<String> {
    let Timeouts { connect, first_byte, idle, total } = endpoint.timeouts.value;
    let total = total?;
    if let Some(connect) = connect.filter(|t| *t >= total) {
        return Some(format!("connecting may take `{connect}`, and all of it only `{total}`"));
    }
    if let Some(first) = first_byte.filter(|t| *t > total) {
        return Some(format!("the first byte may take `{first}`, and all of it only `{total}`"));
    }
    let idle = idle.filter(|t| *t > total)?;
    Some(format!("a pause may last `{idle}`, and all of it only `{total}`"))
}
