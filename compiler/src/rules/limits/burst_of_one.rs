use crate::lint::Context;
use crate::model::{Bucket, Limit};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::value::Duration;

declare_rule! {
    /// A bucket holds so little that ordinary callers are refused.
    ///
    /// ## Why is this bad?
    /// A bucket of one admits a request, then none until it has filled again: at 100 a minute that is 600 ms, and a page
    /// that sends two requests fails. In KrakenD an unsaid capacity is what a second lets through, at least one, so "100
    /// a minute" is a burst of 1; below one a second beside a faster total, the bucket of a new caller even starts empty.
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
    /// Say a burst that fits what a caller sends at once; unsaid it is one period's count.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// rate_limits: { login: { total: 1000/min, per_ip: 100/min } }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: public, timeout: 5s, rate_limit: login } }
    /// ```
    pub(crate) BURST_OF_ONE { code: "GW304", name: "burst-of-one", category: Reliability, severity: Warning, since: "0.1.0", inputs: [RouteFiles, Krakend] }
}

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    for limit in &context.gateway.limits {
        let client = limit.client.as_ref().map(|c| (&c.bucket, "a caller"));
        let total = limit.total.as_ref().map(|bucket| (bucket, "all callers together"));
        for (bucket, who) in client.into_iter().chain(total).filter(|(b, _)| b.burst <= 1) {
            let refill = Duration { nanos: refill_ns(bucket) };
            if refill.nanos < 100_000_000 && bucket.burst_span.is_some() {
                continue;
            }
            let span = bucket.burst_span.unwrap_or(bucket.span);
            let first = match context.is_raw() && starts_empty(limit, bucket) {
                true => "the bucket starts empty: the first request of each new caller is refused".to_owned(),
                false => "the second request is the first that is refused".to_owned(),
            };
            out.push(
                BURST_OF_ONE
                    .at(
                        span,
                        format!(
                            "`{}` with a burst of 1 lets {who} send one request each {refill}",
                            bucket.rate
                        ),
                    )
                    .note(format!("{first}; the bucket gets one back each {refill}"))
                    .help("say how many may come at once"),
            );
        }
    }
}

/// Until one more fits, rounded to milliseconds where it is no exact time.
fn refill_ns(bucket: &Bucket) -> u64 {
    let exact = bucket.rate.period_ns / bucket.rate.count.max(1);
    if exact >= 1_000_000 { exact / 1_000_000 * 1_000_000 } else { exact }
}

/// The capacity of a client's bucket is the whole part of its rate a second, unless the total is slower than one
/// (krakend-ratelimit v3.3.1, router/router.go).
fn starts_empty(limit: &Limit, bucket: &Bucket) -> bool {
    let is_client = limit.client.as_ref().is_some_and(|c| c.bucket == *bucket);
    let total = limit.total.map_or(0.0, |total| total.rate.per_second());
    is_client && bucket.burst_span.is_none() && bucket.rate.per_second() < 1.0 && total >= 1.0
}
