//! Strategies that need a key.

use crate::lint::Subject;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// A limit by header or parameter names none, or one that the route does not have.
    ///
    /// ## Why is this bad?
    /// A request without the header or parameter is refused with 429: here every one is.
    ///
    /// ## Example
    /// ```json,bad,endpoint
    /// { "extra_config": { "qos/ratelimit/router": { "client_max_rate": 5, "client_capacity": 5, "strategy": "param", "key": "user" } } }
    /// ```
    ///
    /// ## Use instead
    /// ```json,good,endpoint
    /// { "extra_config": { "qos/ratelimit/router": { "client_max_rate": 5, "client_capacity": 5, "strategy": "param", "key": "id" } } }
    /// ```
    pub(crate) LIMIT_WITHOUT_KEY { code: "GW351", name: "limit-without-key", category: Correctness, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for endpoint in subject.endpoints() {
        let Some(limit) = subject.block_of(&endpoint.config.extra_config, "qos/ratelimit/router") else {
            continue;
        };
        let (strategy, key) = (limit.text("strategy").to_lowercase(), limit.text("key"));
        let has = |name: &str| endpoint.config.endpoint.split('/').any(|s| s.strip_prefix(':') == Some(name));
        let message = match &*strategy {
            "header" | "param" if key.is_empty() => {
                format!("a limit by {strategy} without `key` refuses every request")
            }
            "param" if !has(key) => format!("the path has no parameter `{key}`, so every request is refused"),
            _ => continue,
        };
        let place = if key.is_empty() { "strategy" } else { "key" };
        out.push(LIMIT_WITHOUT_KEY.at(subject.span(limit.place(place)), message).route(endpoint.route));
    }
}
