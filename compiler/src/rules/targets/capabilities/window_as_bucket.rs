//! `window: sliding` for targets whose limits are token buckets.

use std::collections::BTreeSet;

use gwc_artifact::Window;

use crate::rules::targets::check::{Check, Find, Subject};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;
use gwc_syntax::source::Span;

declare_rule! {
    /// A rate limit with a sliding window becomes a token bucket under `hanzo` and `krakend-ce`.
    ///
    /// ## What it does
    /// Reports `window: sliding` of a rate limit that is used.
    ///
    /// The rule applies if `targets` in `gateway.yaml` lists `hanzo` (the Hanzo gateway, built on KrakenD) or
    /// `krakend-ce` (KrakenD). A gateway without `targets` has all targets.
    ///
    /// ## Why is this bad?
    /// With a sliding window and `10/min`, at most 10 requests of a client are accepted in any 60 seconds. KrakenD has
    /// only token buckets, which start full and are refilled all the time. A client can send 10 requests at once and
    /// then one every 6 seconds: 20 requests within one minute.
    ///
    /// ## Example
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [krakend-ce]
    /// rate_limits: { widget: { per_ip: 10/min, window: sliding } }
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: public, timeout: 5s, rate_limit: widget } }
    /// ```
    ///
    /// ## Use instead
    /// List only `gwr`, the runtime of this project, under `targets`, as here. Or set a small `burst` in place of
    /// `window: sliding`: with `burst: 2`, at most 12 requests of a client are accepted in any 60 seconds.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [gwr]
    /// rate_limits: { widget: { per_ip: 10/min, window: sliding } }
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: public, timeout: 5s, rate_limit: widget } }
    /// ```
    ///
    /// ## When to ignore
    /// Twice the rate within one period is acceptable.
    pub(crate) WINDOW_AS_BUCKET { code: "GW772", name: "window-as-bucket", category: Compatibility, severity: Loss, since: "0.1.0", inputs: [RouteFiles] }
}

pub(super) static CHECK: Check = Check {
    rule: &WINDOW_AS_BUCKET,
    does: "the limit is a token bucket that holds the requests of one period",
    find: Find::Places(find),
};

const HELP: &str = "run the gateway with `gwr`, or replace `window: sliding` with a small `burst` (`total_burst` for `total`)";

fn find(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let gateway = subject.gateway;
    let used = gateway.endpoints.iter().filter_map(|endpoint| endpoint.limit).chain(gateway.limit);
    let mut places: BTreeSet<(Span, String)> = BTreeSet::new();
    for field in used {
        let limit = gateway.limit(field.value);
        let mut buckets = limit.total.iter().chain(limit.client.as_ref().map(|client| &client.bucket));
        if buckets.any(|bucket| bucket.window == Window::Sliding) {
            places.insert((limit.name.span, limit.name.value.clone()));
        }
    }
    let finding = |(span, name): (Span, String)| {
        let message = format!(
            "rate limit `{name}` with a sliding window becomes a token bucket in {}, which accepts more",
            subject.names()
        );
        WINDOW_AS_BUCKET.at(span, message).help(HELP)
    };
    places.into_iter().map(finding).collect()
}
