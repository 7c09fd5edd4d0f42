//! A strategy, and no rate for it.

use crate::lint::Subject;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// A limit says what a client is, and not how much one may do.
    ///
    /// ## Why is this bad?
    /// Without `client_max_rate` nothing reads `strategy`: one client can take the whole rate of the route.
    ///
    /// ## Example
    /// ```json,bad,endpoint
    /// { "extra_config": { "qos/ratelimit/router": { "max_rate": 50, "capacity": 50, "strategy": "ip" } } }
    /// ```
    ///
    /// ## Use instead
    /// ```json,good,endpoint
    /// { "extra_config": { "qos/ratelimit/router": { "max_rate": 50, "capacity": 50, "client_max_rate": 5, "client_capacity": 5, "strategy": "ip" } } }
    /// ```
    pub(crate) STRATEGY_WITHOUT_RATE { code: "GW357", name: "strategy-without-rate", category: Security, severity: Warning, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for endpoint in subject.endpoints() {
        let Some(limit) = subject.block_of(&endpoint.config.extra_config, "qos/ratelimit/router") else {
            continue;
        };
        let counts = limit.number("client_max_rate").is_some_and(|rate| rate > 0.0);
        if !counts && !limit.text("strategy").is_empty() {
            let message = "no client is limited: `strategy` without `client_max_rate`";
            let finding = STRATEGY_WITHOUT_RATE.at(subject.span(limit.place("strategy")), message);
            out.push(finding.help("add `client_max_rate`").route(endpoint.route));
        }
    }
}
