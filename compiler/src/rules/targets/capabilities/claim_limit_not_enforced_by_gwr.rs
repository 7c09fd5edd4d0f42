//! `rate_limits.NAME.per.claim` where `gwr` is a target.

use super::claim_limit_not_sayable::claim_limits;
use crate::rules::targets::check::{Check, Find, Subject};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// A limit counts by a claim, and `gwr`, which does not verify claims yet, is a target.
    ///
    /// ## Why it matters
    /// Without verified claims `gwr` has nothing to count by: it refuses to start with this artifact, so each of its
    /// pods would crash.
    ///
    /// ## Example
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [gwr]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// auth: { iam: { jwt: { issuer: "https://id.example.com", jwks: "https://id.example.com/jwks", algorithms: [RS256], audiences: any } } }
    /// rate_limits: { org: { per: { claim: owner, rate: 10/s } } }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: iam, rate_limit: org, timeout: 5s } }
    /// ```
    ///
    /// ## Fix
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [gwr]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// rate_limits: { each: { per_ip: 10/s } }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: public, rate_limit: each, timeout: 5s } }
    /// ```
    pub(crate) CLAIM_LIMIT_NOT_ENFORCED_BY_GWR { code: "GW741", name: "claim-limit-not-enforced-by-gwr", category: Security, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}

pub(super) static CHECK: Check = Check {
    rule: &CLAIM_LIMIT_NOT_ENFORCED_BY_GWR,
    does: "does not count by claims yet and refuses to start",
    find: Find::Places(find),
};

fn find(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let used = claim_limits(subject.gateway).into_iter();
    used.map(|limit| {
        let claim = limit.claim;
        let message =
            format!("`gwr` does not count by claims yet and refuses to start: this counts by `{claim}`");
        let finding = subject.unprotected(&CLAIM_LIMIT_NOT_ENFORCED_BY_GWR, limit.rate, message);
        finding.help("count by `per_ip` or by a header")
    })
    .collect()
}
