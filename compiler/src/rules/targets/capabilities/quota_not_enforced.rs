//! `quota` for targets that count no quotas.

use gwc_artifact::EndpointPolicy;

use crate::rules::targets::check::{Check, Find, Subject};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// `quota` is set, and a target accepts any number of requests.
    ///
    /// ## What it does
    /// Reports `quota` of endpoints.
    ///
    /// The rule applies if `targets` in `gateway.yaml` lists `hanzo` (the Hanzo gateway, built on KrakenD) or
    /// `krakend-ce` (KrakenD). A gateway without `targets` has all targets.
    ///
    /// ## Why is this bad?
    /// A quota limits the number of requests in a long period. KrakenD has only rate limits. With `count: 1000/day`, a
    /// customer can send a million requests per day, as far as the rate limits allow.
    ///
    /// ## Example
    /// Each value of the claim `owner` may send 1000 requests a day, which are counted in Redis:
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [krakend-ce]
    /// store: { redis: { url: "redis://redis:6379/0" }, on_error: local }
    /// quotas: { free: { per: { claim: owner }, count: 1000/day } }
    /// auth:
    ///   iam: { jwt: { issuer: "https://id.example.com", jwks: "https://id.example.com/jwks", algorithms: [RS256], audiences: any } }
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: iam, timeout: 5s, quota: free } }
    /// ```
    ///
    /// ## Use instead
    /// List only `gwr`, the runtime of this project, under `targets`, as here. Or enforce the quota in the upstream,
    /// and suppress the finding as shown below.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [gwr]
    /// store: { redis: { url: "redis://redis:6379/0" }, on_error: local }
    /// quotas: { free: { per: { claim: owner }, count: 1000/day } }
    /// auth:
    ///   iam: { jwt: { issuer: "https://id.example.com", jwks: "https://id.example.com/jwks", algorithms: [RS256], audiences: any } }
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: iam, timeout: 5s, quota: free } }
    /// ```
    ///
    /// ## When to ignore
    /// The upstream enforces the quota itself. A comment on the line of `targets`, or above it, suppresses all findings
    /// of this rule in the gateway.
    pub(crate) QUOTA_NOT_ENFORCED { code: "GW773", name: "quota-not-enforced", category: Security, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}

pub(super) static CHECK: Check =
    Check { rule: &QUOTA_NOT_ENFORCED, does: "any number of requests is accepted", find: Find::Places(find) };

fn find(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let places = subject.policies(|policy| matches!(policy, EndpointPolicy::Quota(_)));
    places
        .into_iter()
        .map(|(span, endpoint)| {
            let names = subject.names();
            let message = format!("`quota` has no effect in {names}: any number of requests is accepted");
            let finding = subject.unprotected(&QUOTA_NOT_ENFORCED, span, message).route(endpoint.key());
            finding.help("enforce the quota in the upstream")
        })
        .collect()
}
