//! `split` for targets that have one upstream for an endpoint.

use std::collections::BTreeMap;

use crate::model::Endpoint;
use crate::rules::targets::check::{Check, Find, Subject};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;
use gwc_syntax::source::Span;

declare_rule! {
    /// `split` is set, and a target sends all requests to one upstream.
    ///
    /// ## What it does
    /// `split` sends a share of the requests to another upstream, such as a new version of a service. The rule reports
    /// each `split`.
    ///
    /// The rule applies if `targets` in `gateway.yaml` lists `hanzo` (the Hanzo gateway, built on KrakenD) or
    /// `krakend-ce` (KrakenD). A gateway without `targets` has all targets.
    ///
    /// ## Why is this bad?
    /// KrakenD has no such key. In the example, the upstream `next` should get 5 % of the requests and gets none. A new
    /// version without requests reports no errors, so it looks ready for all of them.
    ///
    /// ## Example
    /// `next` should get 5 % of the requests:
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [krakend-ce]
    /// upstreams: { search: "http://search.shop.svc.cluster.local:8001", next: "http://next.shop.svc.cluster.local:8001" }
    /// services: { search: { at: /search, upstream: search, split: [{ upstream: next, weight: 5 }], methods: GET, auth: public, timeout: 5s } }
    /// ```
    ///
    /// ## Use instead
    /// List only `gwr`, the runtime of this project, under `targets`, as here. Or remove `split`, and divide the
    /// requests behind the gateway, such as in a service mesh.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [gwr]
    /// upstreams: { search: "http://search.shop.svc.cluster.local:8001", next: "http://next.shop.svc.cluster.local:8001" }
    /// services: { search: { at: /search, upstream: search, split: [{ upstream: next, weight: 5 }], methods: GET, auth: public, timeout: 5s } }
    /// ```
    ///
    /// ## When to ignore
    /// The split is for `gwr` only, or something behind the target splits the traffic.
    pub(crate) SPLIT_NOT_APPLIED { code: "GW750", name: "split-not-applied", category: Compatibility, severity: Loss, since: "0.1.0", inputs: [RouteFiles] }
}

pub(super) static CHECK: Check =
    Check { rule: &SPLIT_NOT_APPLIED, does: "all requests go to `upstream`", find: Find::Places(find) };

fn find(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let gateway = subject.gateway;
    let mut places: BTreeMap<Span, &Endpoint> = BTreeMap::new();
    for endpoint in &gateway.endpoints {
        if let Some(split) = &endpoint.split {
            places.entry(gateway.span(split.origin)).or_insert(endpoint);
        }
    }
    let finding = |(span, endpoint): (Span, &Endpoint)| {
        let own = endpoint.backend().map(|backend| gateway.upstream(backend.upstream.value));
        let own = own.map_or("upstream", |upstream| upstream.name.value.as_str());
        let message =
            format!("`split` has no effect in {}: all requests go to upstream `{own}`", subject.names());
        let help = "list only `gwr` under `targets`, or split the traffic behind the gateway";
        SPLIT_NOT_APPLIED.at(span, message).route(endpoint.key()).help(help)
    };
    places.into_iter().map(finding).collect()
}
