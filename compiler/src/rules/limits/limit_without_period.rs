use crate::lint::Subject;
use crate::rules::effects::WRONG_KIND_OF_OPTION;
use gwc_krakend::decode::Extra;
use gwc_krakend::go;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;
use gwc_syntax::source::Span;

declare_rule! {
    /// `every` is not a duration of at least one second, so KrakenD uses one second.
    ///
    /// ## What it does
    /// Reports `every` in `qos/ratelimit/router` and `qos/ratelimit/proxy` if it is a number, a text without a unit, or
    /// shorter than `1s`.
    ///
    /// ## Why is this bad?
    /// KrakenD replaces the value without a message. With `"every": "60"`, a limit of 5 requests per minute becomes 5
    /// per second: 60 times as many.
    ///
    /// ## Example
    /// `every` is the period of the limit, here without a unit:
    /// ```json,bad,endpoint
    /// { "extra_config": { "qos/ratelimit/router": { "max_rate": 5, "capacity": 5, "every": "60" } } }
    /// ```
    ///
    /// ## Use instead
    /// Write the duration with its unit.
    /// ```json,good,endpoint
    /// { "extra_config": { "qos/ratelimit/router": { "max_rate": 5, "capacity": 5, "every": "60s" } } }
    /// ```
    ///
    /// ## References
    /// - krakend-ratelimit v3.3
    pub(crate) LIMIT_WITHOUT_PERIOD { code: "GW354", name: "limit-without-period", category: Correctness, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

/// The period that KrakenD uses, in seconds.
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
        let message = "`every` is not a duration of at least `1s`, so the limit applies per second";
        out.push(
            LIMIT_WITHOUT_PERIOD
                .at(subject.span(node), message)
                .help("write a duration with its unit, such as `\"1m\"`")
                .route(route),
        );
    }
}

/// One mistake is one finding: a period of the wrong type is not reported as an option of the wrong type as well. Its edit is
/// kept.
pub(crate) fn merge_wrong_kind(out: &mut Vec<Diagnostic>) {
    let spans: Vec<Span> = out
        .iter()
        .filter(|found| found.rule == &LIMIT_WITHOUT_PERIOD)
        .map(|found| found.primary.span)
        .collect();
    let is_same =
        |found: &mut Diagnostic| found.rule == &WRONG_KIND_OF_OPTION && spans.contains(&found.primary.span);
    let wrong: Vec<Diagnostic> = out.extract_if(.., is_same).collect();
    for wrong in wrong {
        let is_about = |found: &&mut Diagnostic| {
            found.rule == &LIMIT_WITHOUT_PERIOD && found.primary.span == wrong.primary.span
        };
        for period in out.iter_mut().filter(is_about) {
            period.fix.clone_from(&wrong.fix);
        }
    }
}
