use crate::lint::Subject;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// A rate limit without a capacity admits fewer requests at once than its rate.
    ///
    /// ## What it does
    /// A capacity is the number of requests that KrakenD admits at once. Reports `max_rate` without `capacity`, and
    /// `client_max_rate` without `client_capacity`, in `qos/ratelimit/router`, if the default of KrakenD is lower than
    /// the number of requests in the rate.
    ///
    /// ## Why is this bad?
    /// The default of `capacity` is the rate *per second*, rounded down and at least 1. With `"max_rate": 5` and
    /// `"every": "1m"`, KrakenD admits one request every 12 seconds: a page that sends five requests at once gets `503`
    /// for four of them.
    ///
    /// The default of `client_capacity` is `client_max_rate` per second, rounded down. If `max_rate` is below one per
    /// second or not set, the default is 1. With `"client_max_rate": 5` alone, a client that sends five requests at
    /// once gets `429` for four of them.
    ///
    /// ## Example
    /// The rate is 5 requests per minute, and `capacity` is not set:
    /// ```json,bad,endpoint
    /// { "extra_config": { "qos/ratelimit/router": { "max_rate": 5, "every": "1m" } } }
    /// ```
    ///
    /// ## Use instead
    /// Set the capacity to the number of requests in the rate.
    /// ```json,good,endpoint
    /// { "extra_config": { "qos/ratelimit/router": { "max_rate": 5, "capacity": 5, "every": "1m" } } }
    /// ```
    ///
    /// ## When to ignore
    /// Requests must arrive evenly, for example because the upstream handles one at a time.
    ///
    /// ## References
    /// - krakend-ratelimit v3.3, `router/router.go`
    pub(crate) CAPACITY_NOT_SET { code: "GW352", name: "capacity-not-set", category: Correctness, severity: Warning, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for endpoint in subject.endpoints() {
        let Some(limit) = subject.block_of(&endpoint.config.extra_config, "qos/ratelimit/router") else {
            continue;
        };
        let seconds = super::limit_without_period::seconds(limit.text("every"));
        let rate = |name: &str| limit.number(name).unwrap_or(0.0);
        let is_set = |name: &str| limit.number(name).is_some_and(|n| n != 0.0);
        let mut report = |rate_name: &str, name: &str, default: u64| {
            let wanted = rate(rate_name);
            if wanted >= 1.0 && !is_set(name) && (default as f64) < wanted.floor() {
                let message =
                    format!("`{name}` is not set: of {wanted} requests at once, KrakenD admits {default}");
                let span = subject.span(limit.place(rate_name));
                let help = format!("add `\"{name}\": {}`", wanted.floor());
                out.push(CAPACITY_NOT_SET.at(span, message).help(help).route(endpoint.route));
            }
        };
        let per_second = rate("max_rate") / seconds;
        report("max_rate", "capacity", (per_second as u64).max(1));
        let client = if per_second < 1.0 { 1 } else { (rate("client_max_rate") / seconds) as u64 };
        report("client_max_rate", "client_capacity", client);
    }
}
