use crate::lint::Context;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;

declare_rule! {
    /// One caller may send more than all callers together.
    ///
    /// ## Why is this bad?
    /// The limit of a caller is never reached, so one caller can use up what is meant for everybody.
    ///
    /// ## Example
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// rate_limits: { standard: { total: 100/s, per_ip: 1000/s } }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: public, timeout: 5s, rate_limit: standard } }
    /// ```
    ///
    /// ## Use instead
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// rate_limits: { standard: { total: 1000/s, per_ip: 100/s } }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: public, timeout: 5s, rate_limit: standard } }
    /// ```
    pub(crate) CLIENT_LIMIT_OVER_TOTAL { code: "GW303", name: "client-limit-over-total", category: Correctness, severity: Warning, since: "0.1.0", inputs: [RouteFiles, Krakend] }
}

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    for limit in &context.gateway.limits {
        let (Some(total), Some(client)) = (limit.total, &limit.client) else { continue };
        if client.bucket.rate.cmp_speed(total.rate).is_gt() {
            out.push(
                CLIENT_LIMIT_OVER_TOTAL
                    .at(
                        client.bucket.span,
                        format!(
                            "one caller may send `{}`, all together `{}`",
                            client.bucket.rate, total.rate
                        ),
                    )
                    .related(total.span, "the limit of all together")
                    .help("give each caller less than all of them have"),
            );
        }
    }
}
