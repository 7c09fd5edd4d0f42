use crate::lint::{Block, Subject};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// A number in a KrakenD configuration is outside any sensible range.
    ///
    /// ## What it does
    /// Reports:
    ///
    /// - a number that is negative or above 1,000,000,000 in `qos/ratelimit/router` or `qos/ratelimit/proxy`
    /// - such a number for `interval`, `timeout` or `max_errors` of `qos/circuit-breaker`, or for `cache_duration` of
    ///   `auth/validator`
    /// - `concurrent_calls` outside 0 to 100
    /// - a negative `max_header_bytes`, `max_idle_connections` or `max_idle_connections_per_host`
    /// - a negative duration, such as `timeout` or `read_timeout`, at the top of the file or on an endpoint
    ///
    /// ## Why is this bad?
    /// KrakenD accepts any number. A negative `max_rate` limits nothing, and a negative `capacity` becomes a huge one.
    /// With `"capacity": -1`, a limit of 5 requests per second admits millions at once.
    ///
    /// ## Example
    /// ```json,bad,endpoint
    /// { "extra_config": { "qos/ratelimit/router": { "max_rate": 5, "capacity": -1 } } }
    /// ```
    ///
    /// ## Use instead
    /// Set a number in the range.
    /// ```json,good,endpoint
    /// { "extra_config": { "qos/ratelimit/router": { "max_rate": 5, "capacity": 5 } } }
    /// ```
    ///
    /// ## References
    /// - krakend-ratelimit v3.3
    /// - krakend-circuitbreaker v3.0
    pub(crate) ABSURD_NUMBER { code: "GW353", name: "absurd-number", category: Correctness, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

/// A larger number has the same effect as no limit.
const MOST: f64 = 1e9;

const LIMIT: [&str; 6] =
    ["max_rate", "capacity", "client_max_rate", "client_capacity", "num_shards", "cleanup_threads"];
const BREAKER: [&str; 3] = ["interval", "timeout", "max_errors"];
const CACHE: [&str; 1] = ["cache_duration"];

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for endpoint in subject.endpoints() {
        let extra = &endpoint.config.extra_config;
        for (name, keys) in [("qos/ratelimit/router", &LIMIT[..]), ("auth/validator", &CACHE)] {
            options(subject, subject.block_of(extra, name), keys, out);
        }
        let calls = *endpoint.config.concurrent_calls;
        if !(0..=100).contains(&calls) {
            let message = format!("`concurrent_calls` is {calls}; expected 0 to 100");
            out.push(ABSURD_NUMBER.at(subject.place(&endpoint.config.concurrent_calls, None), message));
        }
    }
    for (_, backend) in subject.backends() {
        for (name, keys) in [("qos/ratelimit/proxy", &LIMIT[..]), ("qos/circuit-breaker", &BREAKER)] {
            options(subject, subject.block_of(&backend.extra_config, name), keys, out);
        }
    }
    let Some(service) = &subject.service else { return };
    for (name, field) in [
        ("max_header_bytes", &service.max_header_bytes),
        ("max_idle_connections", &service.max_idle_connections),
        ("max_idle_connections_per_host", &service.max_idle_connections_per_host),
    ] {
        if **field < 0 {
            out.push(
                ABSURD_NUMBER
                    .at(subject.place(field, None), format!("`{name}` is negative; expected 0 or more")),
            );
        }
    }
    durations(subject, out);
}

fn options(subject: &Subject<'_>, block: Option<Block<'_>>, keys: &[&str], out: &mut Vec<Diagnostic>) {
    let Some(block) = block else { return };
    for key in keys {
        if let Some(number) = block.number(key).filter(|n| !(0.0..=MOST).contains(n)) {
            let message = format!("`{key}` is {number}; expected 0 to {MOST}");
            out.push(ABSURD_NUMBER.at(subject.span(block.place(key)), message));
        }
    }
}

/// Negative durations at the root and at endpoints.
fn durations(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let Some(service) = &subject.service else { return };
    let of_service = [
        ("timeout", &service.timeout),
        ("cache_ttl", &service.cache_ttl),
        ("read_timeout", &service.read_timeout),
        ("write_timeout", &service.write_timeout),
        ("idle_timeout", &service.idle_timeout),
        ("read_header_timeout", &service.read_header_timeout),
        ("dialer_timeout", &service.dialer_timeout),
        ("response_header_timeout", &service.response_header_timeout),
        ("idle_connection_timeout", &service.idle_connection_timeout),
    ];
    let of_endpoints = subject
        .endpoints()
        .flat_map(|e| [("timeout", &e.config.timeout), ("cache_ttl", &e.config.cache_ttl)]);
    for (name, field) in of_service.into_iter().chain(of_endpoints).filter(|(_, field)| field.node.is_some())
    {
        if field.0 < 0 {
            let message = format!("`{name}` is negative; expected a duration of 0 or more");
            out.push(ABSURD_NUMBER.at(subject.place(field, None), message));
        }
    }
}
