//! `breaker` for targets with a breaker for each endpoint that ignores statuses.

use crate::model::Upstream;
use crate::rules::targets::check::{Check, Find, Subject};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// An upstream sets `breaker`, but KrakenD counts failures for each endpoint, and does not count error statuses.
    ///
    /// ## What it does
    /// Reports `breaker`, a circuit breaker, of an upstream.
    ///
    /// The rule applies if `targets` in `gateway.yaml` lists `hanzo` (the Hanzo gateway, built on KrakenD) or
    /// `krakend-ce` (KrakenD). A gateway without `targets` has all targets.
    ///
    /// ## Why is this bad?
    /// KrakenD has a breaker for each endpoint. If the upstream is down, each endpoint calls it until several of its
    /// own calls have failed: with 100 endpoints, hundreds of requests wait for their timeout. KrakenD counts only
    /// timeouts and broken connections, because `gwc` forwards responses unchanged. An upstream that returns `500` for
    /// every request never opens a breaker.
    ///
    /// ## Example
    /// `commerce` should get no requests for 10 seconds after 5 failures within 60 seconds:
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [krakend-ce]
    /// upstreams: { commerce: { url: "http://commerce.shop.svc.cluster.local:8001", breaker: { errors: 5, within: 60s, open: 10s } } }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: public, timeout: 5s } }
    /// ```
    ///
    /// ## Use instead
    /// List only `gwr`, the runtime of this project, under `targets`, as here. For KrakenD, keep `breaker` only if
    /// timeouts and broken connections are enough, and suppress the finding as shown below.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [gwr]
    /// upstreams: { commerce: { url: "http://commerce.shop.svc.cluster.local:8001", breaker: { errors: 5, within: 60s, open: 10s } } }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: public, timeout: 5s } }
    /// ```
    ///
    /// ## When to ignore
    /// Failed connections and timeouts are enough to open the breaker of each endpoint.
    pub(crate) BREAKER_PER_ENDPOINT { code: "GW797", name: "breaker-per-endpoint", category: Compatibility, severity: Loss, since: "0.1.0", inputs: [RouteFiles] }
}

pub(super) static CHECK: Check = Check {
    rule: &BREAKER_PER_ENDPOINT,
    does: "failures are counted for each endpoint, without statuses",
    find: Find::Places(find),
};

fn find(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for upstream in &subject.gateway.upstreams {
        for key in ["breaker"] {
            let Some(span) = upstream.places.get(key).filter(|_| is_set(upstream, key)) else { continue };
            let names = subject.names();
            let message = format!(
                "{names} counts failures of upstream `{}` per endpoint, and does not count error statuses",
                upstream.name.value
            );
            found.push(BREAKER_PER_ENDPOINT.at(*span, message).help(
                "list only `gwr` under `targets`; or suppress this finding, if the breaker may open later",
            ));
        }
    }
    found
}

fn is_set(upstream: &Upstream, _: &str) -> bool {
    upstream.options.breaker.is_some()
}
