use crate::lint::Subject;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// A limit per client has no valid `strategy`, so KrakenD does not apply it.
    ///
    /// ## What it does
    /// Reports `client_max_rate` in `qos/ratelimit/router` if `strategy` is not set, or is not `ip`, `header` or
    /// `param`.
    ///
    /// ## Why is this bad?
    /// KrakenD logs a warning and limits no client. One script that guesses passwords at this endpoint never gets
    /// `429`.
    ///
    /// ## Example
    /// The limit of an endpoint has no `strategy`:
    /// ```json,bad,endpoint
    /// { "extra_config": { "qos/ratelimit/router": { "client_max_rate": 5, "client_capacity": 5 } } }
    /// ```
    ///
    /// ## Use instead
    /// Set `strategy`. `header` and `param` need `key` too: the name of the header or the parameter.
    /// ```json,good,endpoint
    /// { "extra_config": { "qos/ratelimit/router": { "client_max_rate": 5, "client_capacity": 5, "strategy": "ip" } } }
    /// ```
    ///
    /// ## References
    /// - krakend-ratelimit v3.3, `router/gin/`
    pub(crate) CLIENT_LIMIT_WITHOUT_STRATEGY { code: "GW350", name: "client-limit-without-strategy", category: Security, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

const HELP: &str = "set `strategy` to `ip`, or to `header` or `param` together with `key`";

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
            "" => "`client_max_rate` has no effect: `strategy` is not set".to_owned(),
            other => format!("`client_max_rate` has no effect: unknown strategy `{other}`"),
        };
        let place = if strategy.is_empty() { "client_max_rate" } else { "strategy" };
        let finding = CLIENT_LIMIT_WITHOUT_STRATEGY.at(subject.span(limit.place(place)), message);
        out.push(finding.help(HELP).route(endpoint.route));
    }
}
