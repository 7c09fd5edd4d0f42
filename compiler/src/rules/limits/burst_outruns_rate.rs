use crate::lint::Context;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;

declare_rule! {
    /// A burst is so large that the rate hardly limits.
    ///
    /// ## Why is this bad?
    /// A caller may send the whole burst at once, and again after a pause: what the rate says holds only over a time
    /// much longer than its own period.
    ///
    /// ## Example
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// rate_limits: { login: { per_ip: 50/min, burst: 5000 } }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: public, timeout: 5s, rate_limit: login } }
    /// ```
    ///
    /// ## Use instead
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// rate_limits: { login: { per_ip: 50/min, burst: 50 } }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: public, timeout: 5s, rate_limit: login } }
    /// ```
    pub(crate) BURST_OUTRUNS_RATE { code: "GW305", name: "burst-outruns-rate", category: Security, severity: Warning, since: "0.1.0", inputs: [RouteFiles, Krakend] }
}

/// How many seconds' worth a burst may hold, or how many periods'.
const SECONDS: f64 = 10.0;
const PERIODS: u64 = 2;

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    for limit in &context.gateway.limits {
        for bucket in limit.client.iter().map(|c| &c.bucket).chain(&limit.total) {
            let Some(span) = bucket.burst_span else { continue };
            let seconds = bucket.burst as f64 / bucket.rate.per_second();
            if seconds > SECONDS && bucket.burst > bucket.rate.count.saturating_mul(PERIODS) {
                out.push(
                    BURST_OUTRUNS_RATE
                        .at(
                            span,
                            format!(
                                "a burst of {} is what `{}` allows in {seconds:.0} s",
                                bucket.burst, bucket.rate
                            ),
                        )
                        .related(bucket.span, "the rate")
                        .help("say a burst of about one period, or leave it out"),
                );
            }
        }
    }
}
