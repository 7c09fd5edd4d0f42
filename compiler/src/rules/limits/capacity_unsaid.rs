//! Limits without a capacity.

use crate::lint::Subject;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// A rate without its capacity admits fewer requests at once than it seems.
    ///
    /// ## Why is this bad?
    /// Without `capacity` the integer part of the rate *a second* counts: five a minute admit one every twelve
    /// seconds. Without `client_capacity` it is 1 whenever `max_rate` is below 1 or absent.
    ///
    /// ## Example
    /// ```json,bad,endpoint
    /// { "extra_config": { "qos/ratelimit/router": { "max_rate": 5, "every": "1m" } } }
    /// ```
    ///
    /// ## Use instead
    /// ```json,good,endpoint
    /// { "extra_config": { "qos/ratelimit/router": { "max_rate": 5, "capacity": 5, "every": "1m" } } }
    /// ```
    pub(crate) CAPACITY_UNSAID { code: "GW352", name: "capacity-unsaid", category: Correctness, severity: Warning, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for endpoint in subject.endpoints() {
        let Some(limit) = subject.block_of(&endpoint.config.extra_config, "qos/ratelimit/router") else {
            continue;
        };
        let seconds = super::limit_without_period::seconds(limit.text("every"));
        let rate = |name: &str| limit.number(name).unwrap_or(0.0);
        let said = |name: &str| limit.number(name).is_some_and(|n| n != 0.0);
        let mut report = |rate_name: &str, name: &str, counts: u64| {
            let asked = rate(rate_name);
            if asked >= 1.0 && !said(name) && (counts as f64) < asked.floor() {
                let message = format!("`{rate_name}` admits {counts} at once, because `{name}` is not said");
                let span = subject.span(limit.place(rate_name));
                let help = format!("add `\"{name}\": {asked}`");
                out.push(CAPACITY_UNSAID.at(span, message).help(help).route(endpoint.route));
            }
        };
        let per_second = rate("max_rate") / seconds;
        report("max_rate", "capacity", (per_second as u64).max(1));
        let client = if per_second < 1.0 { 1 } else { (rate("client_max_rate") / seconds) as u64 };
        report("client_max_rate", "client_capacity", client);
    }
}
