use crate::lint::Context;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;

declare_rule! {
    /// The rate limit per caller is higher than the limit of all callers together.
    ///
    /// ## What it does
    /// Reports a limit if its rate per caller, such as `per_ip`, exceeds its `total`.
    ///
    /// ## Why is this bad?
    /// No caller ever reaches the limit per caller. One script sends 100 requests per second, uses up the total, and
    /// all other callers are rejected.
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
    /// Set the limit per caller below the total.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// rate_limits: { standard: { total: 100/s, per_ip: 10/s } }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: public, timeout: 5s, rate_limit: standard } }
    /// ```
    ///
    /// ## When to ignore
    /// Only the total is meant to limit, and the limit per caller comes from a template.
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
                            "the limit per caller, `{}`, is never reached: it exceeds the limit of all callers, `{}`",
                            client.bucket.rate, total.rate
                        ),
                    )
                    .related(total.span, "limit of all callers")
                    .help(format!("set the limit per caller below `{}`", total.rate)),
            );
        }
    }
}
