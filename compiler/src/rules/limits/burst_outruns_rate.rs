use crate::lint::Context;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;

declare_rule! {
    /// A burst is so large that the rate hardly limits a caller.
    ///
    /// ## What it does
    /// Reports a `burst` that exceeds twice the count of its rate: with `50/min`, a burst above 100. A burst that the
    /// rate admits within 10 seconds is not reported. In a KrakenD configuration, `capacity` and `client_capacity` are
    /// the burst.
    ///
    /// ## Why is this bad?
    /// A caller may send the whole burst at once, and again after a pause. With `per_ip: 50/min` and `burst: 5000`, one
    /// script sends 5,000 requests before it gets the first `429`. At a login, these are 5,000 passwords.
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
    /// Set `burst` to about one period of the rate, or remove it: one period is the default.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// rate_limits: { login: { per_ip: 50/min, burst: 50 } }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: public, timeout: 5s, rate_limit: login } }
    /// ```
    ///
    /// ## When to ignore
    /// A trusted batch client uploads its whole queue at once, and the upstream limits it itself.
    pub(crate) BURST_OUTRUNS_RATE { code: "GW305", name: "burst-outruns-rate", category: Security, severity: Warning, since: "0.1.0", inputs: [RouteFiles, Krakend] }
}

/// A burst may be worth this many seconds, or this many periods, of its rate.
const SECONDS: f64 = 10.0;
const PERIODS: u64 = 2;

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    for limit in &context.gateway.limits {
        let client = limit.client.iter().map(|c| (&c.bucket, "client_capacity"));
        let total = limit.total.iter().map(|bucket| (bucket, "capacity"));
        for (bucket, capacity) in client.chain(total) {
            let Some(span) = bucket.burst_span else { continue };
            let seconds = bucket.burst as f64 / bucket.rate.per_second();
            if seconds > SECONDS && bucket.burst > bucket.rate.count.saturating_mul(PERIODS) {
                let count = bucket.rate.count;
                let (key, help) = match context.is_raw() {
                    true => (
                        capacity,
                        format!(
                            "set `{capacity}` to about the number of requests that the rate admits in one period"
                        ),
                    ),
                    false => ("burst", format!("set `burst` to {count} or less, or remove it")),
                };
                out.push(
                    BURST_OUTRUNS_RATE
                        .at(
                            span,
                            format!(
                                "`{key}` allows {} requests at once; at the rate `{}` they would take {}",
                                bucket.burst,
                                bucket.rate,
                                time(seconds)
                            ),
                        )
                        .related(bucket.span, "rate")
                        .help(help),
                );
            }
        }
    }
}

/// A time for people.
fn time(seconds: f64) -> String {
    match seconds {
        s if s < 120.0 => format!("{s:.0} seconds"),
        s if s < 7200.0 => format!("{:.0} minutes", s / 60.0),
        s => format!("{:.0} hours", s / 3600.0),
    }
}
