//! `client_max_rate` without a strategy.

use crate::lint::Subject;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// A limit of each client does not say what a client is, so there is none.
    ///
    /// ## Why is this bad?
    /// Without `strategy`, or with one that is not known, KrakenD logs a warning and limits nobody.
    ///
    /// ## Example
    /// ```json,bad,endpoint
    /// { "extra_config": { "qos/ratelimit/router": { "client_max_rate": 5, "client_capacity": 5 } } }
    /// ```
    ///
    /// ## Use instead
    /// ```json,good,endpoint
    /// { "extra_config": { "qos/ratelimit/router": { "client_max_rate": 5, "client_capacity": 5, "strategy": "ip" } } }
    /// ```
    pub(crate) CLIENT_LIMIT_WITHOUT_STRATEGY { code: "GW350", name: "client-limit-without-strategy", category: Security, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for endpoint in subject.endpoints() {
        let Some(limit) = subject.block_of(&endpoint.config.extra_config, "qos/ratelimit/router") else {
            continue;
        };
        let counts = limit.number("client_max_rate").is_some_and(|rate| rate > 0.0);
        let strategy = limit.text("strategy");
        if !counts || matches!(&*strategy.to_lowercase(), "ip" | "header" | "param") {
            continue;
        }
        let message = match strategy {
            "" => "clients are not limited: `strategy` is missing".to_owned(),
            other => format!("clients are not limited: there is no strategy `{other}`"),
        };
        let place = if strategy.is_empty() { "client_max_rate" } else { "strategy" };
        let finding = CLIENT_LIMIT_WITHOUT_STRATEGY.at(subject.span(limit.place(place)), message);
        out.push(finding.help("say `ip`, `header` or `param`").route(endpoint.route));
    }
}
