//! The gateway's own limit.

use crate::rules::targets::check::{Check, Find, Subject};
use gwc_krakend::effects::UNPROVED_ROOT_LIMIT;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;
use gwc_syntax::value::{Rate, Target};

declare_rule! {
    /// The gateway's own limit becomes a limit of each endpoint.
    ///
    /// ## Why is this bad?
    /// KrakenD CE has no bucket for the gateway as a whole. Each endpoint gets the tighter of its own limit and the
    /// gateway's, in every replica: what callers may send in all is the limit times endpoints times replicas. Target
    /// `hanzo` also gets the block at the top of the file, as its documentation shows it; whether its engine reads the
    /// block there is not proved, so the endpoints are limited all the same.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   billing: { at: /billing, upstream: commerce, paths: { /plans: GET } }
    /// ```
    ///
    /// ## Use instead
    /// Serve it with `gwr`, or limit where the requests come in.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [gwr]
    /// rate_limit: all
    /// rate_limits: { all: { total: 5000/s, per_ip: 100/s } }
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: public, timeout: 5s } }
    /// ```
    pub(crate) GATEWAY_LIMIT_PER_ENDPOINT { code: "GW725", name: "gateway-limit-per-endpoint", category: Compatibility, severity: Loss, since: "0.1.0", inputs: [RouteFiles] }
}

pub(super) static CHECK: Check = Check {
    rule: &GATEWAY_LIMIT_PER_ENDPOINT,
    does: "give each endpoint the gateway's limit, where that is the tighter one",
    find: Find::Places(find),
};

fn find(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let gateway = subject.gateway;
    let Some(field) = gateway.limit else { return Vec::new() };
    let limit = gateway.limit(field.value);
    let count = gateway.endpoints.len() as u64;
    let replicas = gateway.deploy.as_ref().and_then(|d| d.replicas.as_ref()).map_or(2, |r| r.value);
    let message = format!(
        "{} gives each of {count} endpoints the limit `{}` of the gateway",
        subject.names(),
        limit.name.value
    );
    let mut finding = GATEWAY_LIMIT_PER_ENDPOINT.at(gateway.span(field.origin), message);
    if subject.has(Target::Hanzo) {
        finding = finding
            .note(format!("`gateway.json` also has the limit at the top of the file: {UNPROVED_ROOT_LIMIT}"));
    }
    let Some(bucket) = limit.total.or(limit.client.as_ref().map(|c| c.bucket)) else { return vec![finding] };
    let rate = Rate {
        count: bucket.rate.count.saturating_mul(count).saturating_mul(u64::from(replicas)),
        ..bucket.rate
    };
    let each = bucket.rate;
    vec![
        finding.note(format!("`{each}` for each of them and each of {replicas} replicas is `{rate}` in all")),
    ]
}
