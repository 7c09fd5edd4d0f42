//! Numbers that make no sense and that nobody refuses.

use crate::lint::{Block, Subject};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// A number is out of any sensible range.
    ///
    /// ## Why is this bad?
    /// KrakenD takes what it gets: a negative rate limits nothing, a negative capacity wraps to an endless one, a
    /// breaker with negative `max_errors` opens when it likes.
    ///
    /// ## Example
    /// ```json,bad,endpoint
    /// { "extra_config": { "qos/ratelimit/router": { "max_rate": 5, "capacity": -1 } } }
    /// ```
    ///
    /// ## Use instead
    /// ```json,good,endpoint
    /// { "extra_config": { "qos/ratelimit/router": { "max_rate": 5, "capacity": 5 } } }
    /// ```
    pub(crate) ABSURD_NUMBER { code: "GW353", name: "absurd-number", category: Correctness, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

/// More than this is no limit and no time.
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
            let message = format!("`concurrent_calls` is {calls}");
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
            out.push(ABSURD_NUMBER.at(subject.place(field, None), format!("`{name}` is negative")));
        }
    }
    durations(subject, out);
}

fn options(subject: &Subject<'_>, block: Option<Block<'_>>, keys: &[&str], out: &mut Vec<Diagnostic>) {
    let Some(block) = block else { return };
    for key in keys {
        if let Some(number) = block.number(key).filter(|n| !(0.0..=MOST).contains(n)) {
            let message = format!("`{key}` is {number}");
            out.push(
                ABSURD_NUMBER.at(subject.span(block.place(key)), message).help("write a number that can be"),
            );
        }
    }
}

/// Durations below zero: of the service and of endpoints.
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
            out.push(ABSURD_NUMBER.at(subject.place(field, None), format!("`{name}` is negative")));
        }
    }
}
