//! `ip` for targets that answer every address.

use std::collections::BTreeMap;

use crate::model::{AddressRule, Endpoint};
use crate::rules::targets::check::{Check, Find, Subject};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;
use gwc_syntax::source::Span;

declare_rule! {
    /// `ip` has no effect under `hanzo` and `krakend-ce`.
    ///
    /// ## What it does
    /// Reports each `ip` of the gateway, a service or a path.
    ///
    /// The rule applies if `targets` in `gateway.yaml` lists `hanzo` (the Hanzo gateway, built on KrakenD) or
    /// `krakend-ce` (KrakenD). A gateway without `targets` has all targets.
    ///
    /// ## Why is this bad?
    /// `ip` limits an endpoint to clients with certain addresses. KrakenD has no such rule. In the example,
    /// `GET /billing/plans` is meant for 10.0.0.0/8, but KrakenD answers every client that can connect.
    ///
    /// ## Example
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [krakend-ce]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: public, timeout: 5s, ip: { allow: [10.0.0.0/8] } } }
    /// ```
    ///
    /// ## Use instead
    /// List only `gwr`, the runtime of this project, under `targets`, as here. Or check addresses in front of the
    /// gateway, and suppress the finding as shown below.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [gwr]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: public, timeout: 5s, ip: { allow: [10.0.0.0/8] } } }
    /// ```
    ///
    /// ## When to ignore
    /// Something in front of KrakenD checks the address: an Ingress with
    /// `nginx.ingress.kubernetes.io/whitelist-source-range`, or a NetworkPolicy. A comment on the line of `targets`, or
    /// above it, suppresses all findings of this rule in the gateway.
    pub(crate) IP_NOT_ENFORCED { code: "GW746", name: "ip-not-enforced", category: Security, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}

pub(super) static CHECK: Check =
    Check { rule: &IP_NOT_ENFORCED, does: "answers clients of every address", find: Find::Places(find) };

fn find(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let gateway = subject.gateway;
    let mut places: BTreeMap<Span, Option<&Endpoint>> = BTreeMap::new();
    places.extend(gateway.ip.iter().map(|rule| (rule.span, None)));
    for endpoint in &gateway.endpoints {
        let spans = endpoint.ip.iter().map(|rule: &std::sync::Arc<AddressRule>| rule.span);
        spans.for_each(|span| {
            places.entry(span).or_insert(Some(endpoint));
        });
    }
    let finding = |(span, endpoint): (Span, Option<&Endpoint>)| {
        let answer = if subject.targets.len() == 1 { "answers" } else { "answer" };
        let message = format!("{} {answer} clients of every address: `ip` has no effect", subject.names());
        let finding = subject.unprotected(&IP_NOT_ENFORCED, span, message);
        let finding = endpoint.map_or(finding.clone(), |endpoint| finding.route(endpoint.key()));
        finding.help("check addresses in front of the gateway, for example with `nginx.ingress.kubernetes.io/whitelist-source-range`")
    };
    places.into_iter().map(finding).collect()
}
