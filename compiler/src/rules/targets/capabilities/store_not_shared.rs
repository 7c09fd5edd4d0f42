//! `store` for targets whose limits count in each replica.

use crate::rules::targets::check::{Check, Find, Subject};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// `store` has no effect under `hanzo` and `krakend-ce`: each replica counts by itself.
    ///
    /// ## What it does
    /// `store` is a place where all replicas count requests together, such as Redis. The rule reports each `store`.
    ///
    /// The rule applies if `targets` in `gateway.yaml` lists `hanzo` (the Hanzo gateway, built on KrakenD) or
    /// `krakend-ce` (KrakenD). A gateway without `targets` has all targets.
    ///
    /// ## Why is this bad?
    /// KrakenD counts in each process by itself. With `total: 100/s` and 4 replicas, the gateway accepts up to 400
    /// requests per second.
    ///
    /// ## Example
    /// The requests of all replicas should be counted in Redis. With `on_error: local`, each replica counts by itself
    /// while Redis is not available:
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [krakend-ce]
    /// store: { redis: { url: "redis://redis:6379/0" }, on_error: local }
    /// rate_limits: { standard: { total: 100/s } }
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: public, timeout: 5s, rate_limit: standard } }
    /// ```
    ///
    /// ## Use instead
    /// List only `gwr`, the runtime of this project, under `targets`, as here. Or divide the rates by the number of
    /// replicas, and remove `store`.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [gwr]
    /// store: { redis: { url: "redis://redis:6379/0" }, on_error: local }
    /// rate_limits: { standard: { total: 100/s } }
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: public, timeout: 5s, rate_limit: standard } }
    /// ```
    ///
    /// ## When to ignore
    /// One replica runs at a time.
    ///
    /// ## References
    /// krakend-ratelimit 3.3.
    pub(crate) STORE_NOT_SHARED { code: "GW770", name: "store-not-shared", category: Compatibility, severity: Loss, since: "0.1.0", inputs: [RouteFiles] }
}

pub(super) static CHECK: Check =
    Check { rule: &STORE_NOT_SHARED, does: "rate limits count in each replica", find: Find::Places(find) };

fn find(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let Some(store) = &subject.gateway.store else { return Vec::new() };
    let message = format!("`store` has no effect in {}: rate limits count in each replica", subject.names());
    let help = "run the gateway with `gwr`, or divide the rates by the number of replicas";
    vec![STORE_NOT_SHARED.at(store.span, message).help(help)]
}
