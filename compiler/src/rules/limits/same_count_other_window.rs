use crate::lint::Context;
use crate::model::{Bucket, Limit};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;

declare_rule! {
    /// Two limits have the same counts for different periods.
    ///
    /// ## What it does
    /// Compares the limits that have both a `total` and a rate per caller. Reports a limit if both counts are equal to
    /// those of another limit and a period differs.
    ///
    /// ## Why is this bad?
    /// 100 per second and 100 per minute differ by a factor of 60. If all numbers are equal, one of the units is
    /// probably a mistake. A limit of `5000/min` that was planned as `5000/s` rejects callers at 83 requests per
    /// second. In KrakenD, a limit without `every` is per second.
    ///
    /// ## Example
    /// The two limits have the same counts, and the periods `s` and `min`:
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// rate_limit: gateway
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// rate_limits:
    ///   gateway:  { total: 5000/s, per_ip: 100/s }
    ///   standard: { total: 5000/min, per_ip: 100/min }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: public, timeout: 5s, rate_limit: standard } }
    /// ```
    ///
    /// ## Use instead
    /// Use the same period, or change the counts.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// rate_limit: gateway
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// rate_limits:
    ///   gateway:  { total: 5000/s, per_ip: 100/s }
    ///   standard: { total: 5000/s, per_ip: 100/s }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: public, timeout: 5s, rate_limit: standard } }
    /// ```
    ///
    /// ## When to ignore
    /// Both periods are intended, and the counts are equal by coincidence.
    pub(crate) SAME_COUNT_OTHER_WINDOW { code: "GW306", name: "same-count-other-window", category: Correctness, severity: Warning, since: "0.1.0", inputs: [RouteFiles, Krakend] }
}

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let limits = &context.gateway.limits;
    let mut by_counts = std::collections::BTreeMap::<_, &Limit>::new();
    for limit in limits {
        let (Some(total), Some(client)) = (limit.total, &limit.client) else { continue };
        let first = *by_counts.entry((total.rate.count, client.bucket.rate.count)).or_insert(limit);
        if let Some(other) = first.total.filter(|other| other.rate.period_ns != total.rate.period_ns) {
            differ(&total, &other, limit, first, out);
        } else if let Some(other) =
            first.client.as_ref().filter(|o| o.bucket.rate.period_ns != client.bucket.rate.period_ns)
        {
            differ(&client.bucket, &other.bucket, limit, first, out);
        }
    }
}

fn differ(here: &Bucket, there: &Bucket, limit: &Limit, other: &Limit, out: &mut Diagnostics) {
    // The name of a limit in a KrakenD configuration contains its rates: it is not repeated.
    let named = |bucket: &Bucket, limit: &Limit| match limit.name.value.contains(' ') {
        true => format!("`{}`", bucket.rate),
        false => format!("`{}` of `{}`", bucket.rate, limit.name.value),
    };
    let message = format!(
        "{} and {} have the same count for different periods: one period is probably a mistake",
        named(here, limit),
        named(there, other)
    );
    out.push(
        SAME_COUNT_OTHER_WINDOW
            .at(here.span, message)
            .related(there.span, "other limit")
            .help("use the same period, or change the count"),
    );
}
