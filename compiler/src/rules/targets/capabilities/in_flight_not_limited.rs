//! `in_flight` for targets that accept any number of concurrent requests.

use std::collections::BTreeMap;

use gwc_artifact::EndpointPolicy;

use crate::rules::targets::check::{Check, Find, Subject};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;
use gwc_syntax::source::Span;

declare_rule! {
    /// `in_flight` is set, and a target accepts any number of concurrent requests.
    ///
    /// ## What it does
    /// Reports `in_flight`, a limit of concurrent requests, of endpoints and upstreams.
    ///
    /// The rule applies if `targets` in `gateway.yaml` lists `hanzo` (the Hanzo gateway, built on KrakenD) or
    /// `krakend-ce` (KrakenD). A gateway without `targets` has all targets.
    ///
    /// ## Why is this bad?
    /// KrakenD has no limit for concurrent requests. If the upstream becomes slow, KrakenD opens more and more
    /// connections to it, until the upstream fails for all clients. With `in_flight: 100`, `gwr`, the runtime of this
    /// project, returns `503` to further requests, and the upstream keeps working.
    ///
    /// ## Example
    /// At most 100 requests should be open at the same time:
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [krakend-ce]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: public, timeout: 5s, in_flight: 100 } }
    /// ```
    ///
    /// ## Use instead
    /// List only `gwr` under `targets`, as here. Or limit concurrent requests in the upstream.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [gwr]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: public, timeout: 5s, in_flight: 100 } }
    /// ```
    ///
    /// ## When to ignore
    /// The upstream limits its concurrent requests itself.
    pub(crate) IN_FLIGHT_NOT_LIMITED { code: "GW771", name: "in-flight-not-limited", category: Compatibility, severity: Loss, since: "0.1.0", inputs: [RouteFiles] }
}

pub(super) static CHECK: Check = Check {
    rule: &IN_FLIGHT_NOT_LIMITED,
    does: "any number of concurrent requests is accepted",
    find: Find::Places(find),
};

fn find(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let mut places: BTreeMap<Span, Option<String>> = BTreeMap::new();
    for (span, endpoint) in subject.policies(|policy| matches!(policy, EndpointPolicy::InFlight(_))) {
        places.insert(span, Some(endpoint.key()));
    }
    for limit in subject.gateway.upstreams.iter().filter_map(|upstream| upstream.in_flight.as_ref()) {
        places.insert(limit.span, None);
    }
    let message = format!(
        "`in_flight` has no effect in {}: any number of concurrent requests is accepted",
        subject.names()
    );
    let finding = |(span, route): (Span, Option<String>)| {
        let finding = IN_FLIGHT_NOT_LIMITED.at(span, message.clone());
        let finding = route.into_iter().fold(finding, |finding, route| finding.route(route));
        finding.help("limit concurrent requests in the upstream, or run the gateway with `gwr`")
    };
    places.into_iter().map(finding).collect()
}
