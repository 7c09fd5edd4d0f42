use crate::lint::Context;
use crate::model::{Bucket, Limit};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::value::Duration;

declare_rule! {
    /// A rate limit admits only one request at once, so ordinary callers are rejected.
    ///
    /// ## What it does
    /// Reports a limit with a burst of 1. A burst that is set explicitly is not reported if the bucket refills in less
    /// than 100 ms.
    ///
    /// ## Why is this bad?
    /// After one request, the bucket is empty until it refills. At `100/min` that takes 600 ms: a page that sends two
    /// requests at once gets `429` for the second. In KrakenD, the default capacity is the rate per second, rounded
    /// down and at least 1: for 100 per minute it is 1. A rate per client below one per second, beside a total of at
    /// least one per second, has another effect: the bucket of a new client starts empty, and KrakenD rejects its first
    /// request.
    ///
    /// ## Example
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// rate_limits: { login: { total: 1000/min, per_ip: 100/min, burst: 1 } }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: public, timeout: 5s, rate_limit: login } }
    /// ```
    ///
    /// ## Use instead
    /// In a route file, set `burst` to the number of requests that a caller sends at once, or remove it: the default is
    /// the count of one period. In a KrakenD configuration, set `client_capacity` for the limit of each client, and
    /// `capacity` for the limit of all clients, to this number.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// rate_limits: { login: { total: 1000/min, per_ip: 100/min } }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: public, timeout: 5s, rate_limit: login } }
    /// ```
    ///
    /// ## When to ignore
    /// The requests must not follow each other quickly, for example an endpoint that sends a one-time password.
    ///
    /// ## References
    /// - krakend-ratelimit v3.3, `router/router.go`
    pub(crate) BURST_OF_ONE { code: "GW304", name: "burst-of-one", category: Reliability, severity: Warning, since: "0.1.0", inputs: [RouteFiles, Krakend] }
}

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    for limit in &context.gateway.limits {
        let client = limit.client.as_ref().map(|c| (&c.bucket, "per caller", "client_capacity"));
        let total = limit.total.as_ref().map(|bucket| (bucket, "for all callers together", "capacity"));
        for (bucket, scope, capacity) in client.into_iter().chain(total).filter(|(b, ..)| b.burst <= 1) {
            let refill = Duration { nanos: refill_ns(bucket) };
            if refill.nanos < 100_000_000 && bucket.burst_span.is_some() {
                continue;
            }
            let span = bucket.burst_span.unwrap_or(bucket.span);
            let first = match context.is_raw() && starts_empty(limit, bucket) {
                true => "the bucket of a new caller starts empty, so its first request is rejected",
                false => "of two requests at once, the second is rejected",
            };
            let option = if context.is_raw() { capacity } else { "burst" };
            out.push(
                BURST_OF_ONE
                    .at(
                        span,
                        format!(
                            "with a burst of 1, `{}` admits one request every {refill} {scope}",
                            bucket.rate
                        ),
                    )
                    .note(first)
                    .help(format!("set `{option}` to the number of requests that may arrive at once")),
            );
        }
    }
}

/// The time until the next request is admitted; from 1 ms on, rounded down to milliseconds.
fn refill_ns(bucket: &Bucket) -> u64 {
    let exact = bucket.rate.period_ns / bucket.rate.count.max(1);
    if exact >= 1_000_000 { exact / 1_000_000 * 1_000_000 } else { exact }
}

/// Whether the capacity of a client's bucket is 0. It is the integer part of the client's rate per second, and 1 only
/// if the total is below one per second (krakend-ratelimit v3.3.1, router/router.go).
fn starts_empty(limit: &Limit, bucket: &Bucket) -> bool {
    let is_client = limit.client.as_ref().is_some_and(|c| c.bucket == *bucket);
    let total = limit.total.map_or(0.0, |total| total.rate.per_second());
    is_client && bucket.burst_span.is_none() && bucket.rate.per_second() < 1.0 && total >= 1.0
}
