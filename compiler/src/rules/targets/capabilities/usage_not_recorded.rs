//! `usage` for targets that write no usage records.

use crate::rules::targets::check::{Check, Find, Subject};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// `usage` is set, and a target writes no usage records.
    ///
    /// ## What it does
    /// Reports `usage`, which sets where usage records are written.
    ///
    /// The rule applies if `targets` in `gateway.yaml` lists `hanzo` (the Hanzo gateway, built on KrakenD) or
    /// `krakend-ce` (KrakenD). A gateway without `targets` has all targets.
    ///
    /// ## Why is this bad?
    /// With `usage`, the gateway writes a record of each request that has a quota or a balance. KrakenD writes no such
    /// records. If you write invoices from them, you do not charge for the requests to `/search` in the example.
    ///
    /// ## Example
    /// `BILLING_ENABLED` makes the Hanzo gateway check balances, but it still writes no records:
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [hanzo]
    /// usage: { to: stdout }
    /// deploy: { runs: hanzo, env: { BILLING_ENABLED: "true" } }
    /// balances: { credits: { url: "https://commerce.example.com/balance", on_error: closed } }
    /// auth:
    ///   iam: { jwt: { issuer: "https://id.example.com", jwks: "https://id.example.com/jwks", algorithms: [RS256], audiences: any } }
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// services: { search: { at: /search, upstream: commerce, methods: GET, auth: iam, timeout: 5s, balance: credits } }
    /// ```
    ///
    /// ## Use instead
    /// List only `gwr`, the runtime of this project, under `targets`. `to: stdout` then writes the records to standard
    /// output.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [gwr]
    /// usage: { to: stdout }
    /// balances: { credits: { url: "https://commerce.example.com/balance", on_error: closed } }
    /// auth:
    ///   iam: { jwt: { issuer: "https://id.example.com", jwks: "https://id.example.com/jwks", algorithms: [RS256], audiences: any } }
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// services: { search: { at: /search, upstream: commerce, methods: GET, auth: iam, timeout: 5s, balance: credits } }
    /// ```
    ///
    /// ## When to ignore
    /// The upstream records the usage itself.
    pub(crate) USAGE_NOT_RECORDED { code: "GW776", name: "usage-not-recorded", category: Compatibility, severity: Loss, since: "0.1.0", inputs: [RouteFiles] }
}

pub(super) static CHECK: Check =
    Check { rule: &USAGE_NOT_RECORDED, does: "no usage records are written", find: Find::Places(find) };

fn find(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let Some(usage) = &subject.gateway.usage else { return Vec::new() };
    let message = format!("`usage` has no effect in {}: no usage records are written", subject.names());
    vec![
        USAGE_NOT_RECORDED
            .at(usage.span, message)
            .help("record the usage in the upstream, or run the gateway with `gwr`"),
    ]
}
