use crate::lint::Context;
use crate::model::{Bucket, ClientLimit};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;

declare_rule! {
    /// The limit of an endpoint is higher than the limit of the whole gateway.
    ///
    /// ## What it does
    /// The limit of the gateway (`rate_limit` at the top of `gateway.yaml`) applies in addition to the limit of each
    /// endpoint. Reports a limit if its `total` exceeds the `total` of the gateway's limit. Also reports a rate per
    /// caller above that of the gateway's limit, if both count by the same key, such as the address (`per_ip`).
    ///
    /// ## Why is this bad?
    /// The lower limit of the gateway rejects requests first, so the limit of the endpoint is never reached. In the
    /// example, the file allows 8,000 requests per second for `/billing`, but callers get `429` after 1,000.
    ///
    /// ## Example
    /// `rate_limit: gateway` attaches the limit with the name `gateway` to the whole gateway, and `billing` has the
    /// limit `bulk`:
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
    /// Set the limit of the endpoint below the gateway's limit, or raise the gateway's limit.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// rate_limit: gateway
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// rate_limits:
    ///   gateway: { total: 1000/s, per_ip: 100/s }
    ///   bulk:    { total: 800/s, per_ip: 50/s }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: public, timeout: 5s, rate_limit: bulk } }
    /// ```
    ///
    /// ## When to ignore
    /// The gateway's limit is reduced for a short time, for example during an incident.
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
                        format!(
                            "limit `{}` is never reached: it exceeds `{}`, the limit of the gateway",
                            own.rate, all.rate
                        ),
                    )
                    .related(all.span, "limit of the gateway")
                    .help("lower this limit, or raise the limit of the gateway"),
            );
        }
    }
}
