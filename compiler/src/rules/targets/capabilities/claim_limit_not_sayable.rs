//! Limits by a claim or by API key.

use std::collections::BTreeSet;

use crate::model::{ClientKey, Gateway};
use crate::rules::targets::check::{Check, Find, Subject};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;
use gwc_syntax::source::Span;

declare_rule! {
    /// A rate limit counts requests by a claim or by API key, which `hanzo` and `krakend-ce` cannot do.
    ///
    /// ## What it does
    /// Reports a rate limit with `per: { claim: NAME }` or `per: { key: true }` that an endpoint or the gateway uses.
    ///
    /// The rule applies if `targets` in `gateway.yaml` lists `hanzo` (the Hanzo gateway, built on KrakenD) or
    /// `krakend-ce` (KrakenD). A gateway without `targets` has all targets.
    ///
    /// ## Why is this bad?
    /// KrakenD CE counts requests by address, header or path parameter. With another `strategy` it logs a warning and
    /// limits no request: one customer could then use the whole capacity of the upstream.
    ///
    /// ## Example
    /// Each value of the claim `owner` should have 10 requests per second:
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [hanzo, krakend-ce]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// auth: { iam: { jwt: { issuer: "https://id.example.com", jwks: "https://id.example.com/jwks", algorithms: [RS256], audiences: any } } }
    /// rate_limits: { org: { per: { claim: owner, rate: 10/s } } }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: iam, rate_limit: org } }
    /// ```
    ///
    /// ## Use instead
    /// Count by address, with `per_ip`, or by a header. With `per_ip`, all callers behind one address share the rate.
    /// If each customer needs its own, list only `gwr`, the runtime of this project, under `targets`.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [hanzo, krakend-ce]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// auth: { iam: { jwt: { issuer: "https://id.example.com", jwks: "https://id.example.com/jwks", algorithms: [RS256], audiences: any } } }
    /// rate_limits: { org: { per_ip: 10/s } }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: iam, rate_limit: org } }
    /// ```
    ///
    /// ## References
    /// krakend-ratelimit 3.3, `router/gin`.
    pub(crate) CLAIM_LIMIT_NOT_SAYABLE { code: "GW732", name: "claim-limit-not-sayable", category: Compatibility, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}

pub(super) static CHECK: Check = Check {
    rule: &CLAIM_LIMIT_NOT_SAYABLE,
    does: "requests cannot be counted by a claim or an API key",
    find: Find::Places(find),
};

fn find(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let used = claim_limits(subject.gateway).into_iter();
    used.map(|limit| {
        let message = format!("requests cannot be counted by {} in {}", limit.by, subject.names());
        CLAIM_LIMIT_NOT_SAYABLE.at(limit.rate, message).related(limit.used, "limit attached here").help(
            "count by address, with `per_ip: RATE`, or by a header, with `per: { header: NAME, rate: RATE }`",
        )
    })
    .collect()
}

/// A limit by a claim or by API key that is in use.
struct ClaimLimit {
    /// What it counts by.
    by: String,
    /// The rate of each caller.
    rate: Span,
    /// The first place that uses it.
    used: Span,
}

/// Each such limit, once, by its first use: endpoints before the gateway.
fn claim_limits(gateway: &Gateway) -> Vec<ClaimLimit> {
    let mut seen = BTreeSet::new();
    let fields = gateway.endpoints.iter().filter_map(|endpoint| endpoint.limit).chain(gateway.limit);
    let used = fields.filter_map(|field| {
        let client = gateway.limit(field.value).client.as_ref()?;
        let by = match &client.key {
            ClientKey::Claim(claim) => format!("the claim `{claim}`"),
            ClientKey::Key => "API key".to_owned(),
            ClientKey::Ip | ClientKey::Header(_) | ClientKey::Param(_) => return None,
        };
        let rate = client.bucket.span;
        seen.insert(rate).then(|| ClaimLimit { by, rate, used: gateway.span(field.origin) })
    });
    used.collect()
}
