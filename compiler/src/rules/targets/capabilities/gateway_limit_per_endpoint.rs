//! The gateway's own limit.

use crate::model::phrases;
use crate::rules::targets::check::{Check, Find, Subject};
use gwc_krakend::effects::UNPROVED_ROOT_LIMIT;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;
use gwc_syntax::value::{Rate, Target};

declare_rule! {
    /// The rate limit of the gateway becomes a limit of each endpoint under `hanzo` and `krakend-ce`.
    ///
    /// ## What it does
    /// Reports the `rate_limit` of a gateway. `gateway.yaml` sets it for the whole gateway.
    ///
    /// The rule applies if `targets` in `gateway.yaml` lists `hanzo` (the Hanzo gateway, built on KrakenD) or
    /// `krakend-ce` (KrakenD). A gateway without `targets` has all targets.
    ///
    /// ## Why is this bad?
    /// KrakenD CE has no limit for the gateway as a whole, so `gwc` writes the limit to each endpoint. If an endpoint
    /// has its own limit, the stricter of the two applies. Each replica counts by itself. With `total: 5000/s`, 100
    /// endpoints and 2 replicas, the gateway accepts 1,000,000 requests per second.
    ///
    /// For `hanzo`, `gwc` also writes the limit to the top of the file, as the documentation of the Hanzo gateway shows
    /// it. It is not known whether the gateway reads it there, so each endpoint has the limit too.
    ///
    /// ## Example
    /// The gateway has the limit `all`, which should hold for the requests to all endpoints together:
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [hanzo, krakend-ce]
    /// rate_limit: all
    /// rate_limits: { all: { total: 5000/s, per_ip: 100/s } }
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: public, timeout: 5s } }
    /// ```
    ///
    /// ## Use instead
    /// List only `gwr`, the runtime of this project, under `targets`, as here. Or limit requests in front of the
    /// gateway, for example at a load balancer.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [gwr]
    /// rate_limit: all
    /// rate_limits: { all: { total: 5000/s, per_ip: 100/s } }
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: public, timeout: 5s } }
    /// ```
    ///
    /// ## When to ignore
    /// The limit is meant for each endpoint, and a proxy in front of the gateway limits the sum.
    ///
    /// ## References
    /// krakend-ratelimit 3.3, `router/gin`.
    pub(crate) GATEWAY_LIMIT_PER_ENDPOINT { code: "GW725", name: "gateway-limit-per-endpoint", category: Compatibility, severity: Loss, since: "0.1.0", inputs: [RouteFiles] }
}

pub(super) static CHECK: Check = Check {
    rule: &GATEWAY_LIMIT_PER_ENDPOINT,
    does: "each endpoint has the limit of the gateway, unless its own is stricter",
    find: Find::Places(find),
};

fn find(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let gateway = subject.gateway;
    let Some(field) = gateway.limit else { return Vec::new() };
    let limit = gateway.limit(field.value);
    if gateway.endpoints.is_empty() {
        return Vec::new();
    }
    let count = gateway.endpoints.len() as u64;
    let endpoints = format!("{count} {}", phrases::plural(gateway.endpoints.len(), "endpoint", "endpoints"));
    let replicas = gateway.deploy.as_ref().and_then(|d| d.replicas.as_ref()).map_or(2, |r| r.value);
    let message = format!(
        "rate limit `{}` of the gateway applies to each endpoint by itself in {}, not to all endpoints together",
        limit.name.value,
        subject.names()
    );
    let mut finding = GATEWAY_LIMIT_PER_ENDPOINT
        .at(gateway.span(field.origin), message)
        .help("run the gateway with `gwr`, or limit requests in front of the gateway");
    if subject.has(Target::Hanzo) {
        finding = finding.note(format!(
            "`gateway.json` also has `qos/ratelimit/router` at its top: {UNPROVED_ROOT_LIMIT}"
        ));
    }
    let Some(bucket) = limit.total.or(limit.client.as_ref().map(|c| c.bucket)) else { return vec![finding] };
    let rate = Rate {
        count: bucket.rate.count.saturating_mul(count).saturating_mul(u64::from(replicas)),
        ..bucket.rate
    };
    let each = bucket.rate;
    vec![finding.note(format!(
        "`{each}` for each of {endpoints} in each of {replicas} replicas is `{rate}` in total"
    ))]
}
