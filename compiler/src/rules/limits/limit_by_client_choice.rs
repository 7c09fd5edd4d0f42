//! Limits by something that clients choose.

use crate::lint::Subject;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// A limit of each client goes by something that the client chooses.
    ///
    /// ## Why it matters
    /// A header is what the client sends: another value is another client, with a fresh limit. `strategy: ip` with a
    /// `key` reads the address from a header too.
    ///
    /// ## Example
    /// ```json,bad,endpoint
    /// { "extra_config": { "qos/ratelimit/router": { "client_max_rate": 5, "client_capacity": 5, "strategy": "header", "key": "X-Client" } } }
    /// ```
    ///
    /// ## Fix
    /// Limit by address, and say whom to believe about it.
    /// ```json,good,endpoint
    /// { "extra_config": { "qos/ratelimit/router": { "client_max_rate": 5, "client_capacity": 5, "strategy": "ip" } } }
    /// ```
    pub(crate) LIMIT_BY_CLIENT_CHOICE { code: "GW356", name: "limit-by-client-choice", category: Security, severity: Warning, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for endpoint in subject.endpoints() {
        let Some(limit) = subject.block_of(&endpoint.config.extra_config, "qos/ratelimit/router") else {
            continue;
        };
        let (strategy, key) = (limit.text("strategy").to_lowercase(), limit.text("key"));
        let counts = limit.number("client_max_rate").is_some_and(|rate| rate > 0.0);
        // A header that a validator sets is the token's, not the client's.
        let validator = subject.block_of(&endpoint.config.extra_config, "auth/validator");
        let minted = key.eq_ignore_ascii_case("Authorization") && validator.is_some();
        if counts && !key.is_empty() && matches!(&*strategy, "ip" | "header") && !minted {
            let message = format!("clients choose `{key}`, and with it whose limit counts");
            out.push(
                LIMIT_BY_CLIENT_CHOICE.at(subject.span(limit.place("key")), message).route(endpoint.route),
            );
        }
    }
}
