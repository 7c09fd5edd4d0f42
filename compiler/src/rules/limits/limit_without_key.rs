use crate::lint::Subject;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// A limit by header or by path parameter has no usable `key`.
    ///
    /// ## What it does
    /// `key` names the header or the path parameter that tells clients apart. Reports `qos/ratelimit/router` with the
    /// strategy `header` or `param` and without `key`. Also reports the strategy `param` with a `key` that is not a
    /// parameter of the path.
    ///
    /// ## Why is this bad?
    /// KrakenD returns `429` for a request without the header or parameter. Without a `key`, and with a parameter that
    /// the path does not have, this applies to every request.
    ///
    /// ## Example
    /// The endpoint `/a/{id}` has this limit:
    /// ```json,bad,endpoint
    /// { "extra_config": { "qos/ratelimit/router": { "client_max_rate": 5, "client_capacity": 5, "strategy": "param", "key": "user" } } }
    /// ```
    ///
    /// ## Use instead
    /// Set `key` to a parameter of the path, or to a header that all clients send.
    /// ```json,good,endpoint
    /// { "extra_config": { "qos/ratelimit/router": { "client_max_rate": 5, "client_capacity": 5, "strategy": "param", "key": "id" } } }
    /// ```
    ///
    /// ## References
    /// - krakend-ratelimit v3.3, `router/gin/`
    pub(crate) LIMIT_WITHOUT_KEY { code: "GW351", name: "limit-without-key", category: Correctness, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for endpoint in subject.endpoints() {
        let Some(limit) = subject.block_of(&endpoint.config.extra_config, "qos/ratelimit/router") else {
            continue;
        };
        let (strategy, key) = (limit.text("strategy").to_lowercase(), limit.text("key"));
        let has = |name: &str| endpoint.config.endpoint.split('/').any(|s| s.strip_prefix(':') == Some(name));
        let (message, help) = match &*strategy {
            "header" | "param" if key.is_empty() => {
                let message = format!("strategy `{strategy}` without `key` rejects every request");
                let help = match &*strategy {
                    "header" => "add `key` with the name of the header, such as `\"key\": \"X-Client-Id\"`",
                    _ => "add `key` with the name of a parameter of the path",
                };
                (message, help)
            }
            "param" if !has(key) => {
                let message = format!("the path has no parameter `{key}`, so every request is rejected");
                (message, "set `key` to a parameter of the path")
            }
            _ => continue,
        };
        let place = if key.is_empty() { "strategy" } else { "key" };
        let finding = LIMIT_WITHOUT_KEY.at(subject.span(limit.place(place)), message);
        out.push(finding.help(help).route(endpoint.route));
    }
}
