//! `every` that is no period.

use crate::lint::Subject;
use gwc_krakend::decode::Extra;
use gwc_krakend::go;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// `every` is no duration of a second or more, so a second counts.
    ///
    /// ## Why is this bad?
    /// A number, a text without a unit or less than a second is replaced without a word: the limit is another one.
    ///
    /// ## Example
    /// ```json,bad,endpoint
    /// { "extra_config": { "qos/ratelimit/router": { "max_rate": 5, "capacity": 5, "every": "60" } } }
    /// ```
    ///
    /// ## Use instead
    /// ```json,good,endpoint
    /// { "extra_config": { "qos/ratelimit/router": { "max_rate": 5, "capacity": 5, "every": "60s" } } }
    /// ```
    pub(crate) LIMIT_WITHOUT_PERIOD { code: "GW354", name: "limit-without-period", category: Correctness, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

/// The period in seconds that KrakenD takes.
pub(super) fn seconds(every: &str) -> f64 {
    let nanoseconds = go::parse_duration(every).unwrap_or(0).max(1_000_000_000);
    nanoseconds as f64 / 1e9
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for endpoint in subject.endpoints() {
        report(subject, &endpoint.config.extra_config, "qos/ratelimit/router", endpoint.route, out);
    }
    for (endpoint, backend) in subject.backends() {
        report(subject, &backend.extra_config, "qos/ratelimit/proxy", endpoint.route, out);
    }
}

fn report(subject: &Subject<'_>, extra: &Extra, name: &str, route: &str, out: &mut Vec<Diagnostic>) {
    let Some((value, node)) = subject.block_of(extra, name).and_then(|limit| limit.get("every")) else {
        return;
    };
    let long_enough =
        value.as_str().and_then(|text| go::parse_duration(text).ok()).is_some_and(|n| n >= 1_000_000_000);
    if !long_enough {
        let message = "this is no duration of a second or more, so the limit is per second";
        out.push(
            LIMIT_WITHOUT_PERIOD
                .at(subject.span(node), message)
                .help("write a duration such as `\"1m\"`")
                .route(route),
        );
    }
}
