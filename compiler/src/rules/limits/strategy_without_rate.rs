use crate::lint::Subject;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// A limit sets `strategy` but no `client_max_rate`, so no client is limited.
    ///
    /// ## What it does
    /// Reports `strategy` in `qos/ratelimit/router` if `client_max_rate` is not set or not above 0.
    ///
    /// ## Why is this bad?
    /// KrakenD uses `strategy` only for the limit per client. Without `client_max_rate`, one client can use the whole
    /// `max_rate`, and all other clients get `503`.
    ///
    /// ## Example
    /// The limit has a `strategy`, but only a rate for all clients together:
    /// ```json,bad,endpoint
    /// { "extra_config": { "qos/ratelimit/router": { "max_rate": 50, "capacity": 50, "strategy": "ip" } } }
    /// ```
    ///
    /// ## Use instead
    /// Set `client_max_rate` and `client_capacity`.
    /// ```json,good,endpoint
    /// { "extra_config": { "qos/ratelimit/router": { "max_rate": 50, "capacity": 50, "client_max_rate": 5, "client_capacity": 5, "strategy": "ip" } } }
    /// ```
    ///
    /// ## When to ignore
    /// Only the total is meant to limit, and `strategy` comes from a template.
    ///
    /// ## References
    /// - krakend-ratelimit v3.3, `router/gin/`
    pub(crate) STRATEGY_WITHOUT_RATE { code: "GW357", name: "strategy-without-rate", category: Security, severity: Warning, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for endpoint in subject.endpoints() {
        let Some(limit) = subject.block_of(&endpoint.config.extra_config, "qos/ratelimit/router") else {
            continue;
        };
        let counts = limit.number("client_max_rate").is_some_and(|rate| rate > 0.0);
        if !counts && !limit.text("strategy").is_empty() {
            let message =
                "`strategy` has no effect without `client_max_rate`: KrakenD limits no single client";
            let finding = STRATEGY_WITHOUT_RATE.at(subject.span(limit.place("strategy")), message);
            out.push(
                finding
                    .help("set `client_max_rate` and `client_capacity`, or remove `strategy`")
                    .route(endpoint.route),
            );
        }
    }
}
