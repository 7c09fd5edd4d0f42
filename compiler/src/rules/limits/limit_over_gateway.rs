use crate::lint::Context;
use crate::model::{Bucket, ClientLimit};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;

declare_rule! {
    /// A limit of an endpoint allows more than the gateway as a whole.
    ///
    /// ## Why is this bad?
    /// It is never reached: the gateway's own bucket is empty before. Whoever wrote it expects it to count.
    ///
    /// ## Example
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// rate_limit: gateway
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// rate_limits:
    ///   gateway: { total: 1000/s, per_ip: 100/s }
    ///   bulk:    { total: 8000/s, per_ip: 50/s }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: public, timeout: 5s, rate_limit: bulk } }
    /// ```
    ///
    /// ## Use instead
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// rate_limit: gateway
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// rate_limits:
    ///   gateway: { total: 8000/s, per_ip: 100/s }
    ///   bulk:    { total: 1000/s, per_ip: 50/s }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: public, timeout: 5s, rate_limit: bulk } }
    /// ```
    pub(crate) LIMIT_OVER_GATEWAY { code: "GW307", name: "limit-over-gateway", category: Correctness, severity: Warning, since: "0.1.0", inputs: [RouteFiles, Krakend] }
}

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let gateway = context.gateway;
    let Some(whole) = gateway.limit.map(|field| gateway.limit(field.value)) else { return };
    let same_key = |a: &ClientLimit, b: &ClientLimit| a.key == b.key;
    for limit in gateway.limits.iter().filter(|limit| limit.name != whole.name) {
        let clients = match (&limit.client, &whole.client) {
            (Some(own), Some(all)) if same_key(own, all) => Some((own.bucket, all.bucket)),
            _ => None,
        };
        let pairs = limit.total.zip(whole.total).into_iter().chain(clients);
        for (own, all) in pairs.filter(|(own, all): &(Bucket, Bucket)| own.rate.cmp_speed(all.rate).is_gt()) {
            out.push(
                LIMIT_OVER_GATEWAY
                    .at(
                        own.span,
                        format!("`{}` is never reached: the whole gateway admits `{}`", own.rate, all.rate),
                    )
                    .related(all.span, "the gateway's own limit")
                    .help("give the gateway more than any of its endpoints"),
            );
        }
    }
}
