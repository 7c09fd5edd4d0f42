//! `max_body` for targets that take bodies of any size.

use gwc_artifact::EndpointPolicy;

use crate::rules::targets::check::{Check, Find, Subject};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// `max_body` is set, and a target accepts request bodies of any size.
    ///
    /// ## Why is this bad?
    /// KrakenD has no limit for request bodies: it passes one of any size on to the upstream, although the route files
    /// limit uploads to a few megabytes. Where something in front of it does, such as
    /// `nginx.ingress.kubernetes.io/proxy-body-size` on an Ingress, waive it with that reason.
    ///
    /// ## Example
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [krakend-ce]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// services: { billing: { at: /billing, upstream: commerce, methods: POST, auth: public, timeout: 5s, max_body: 10MiB } }
    /// ```
    ///
    /// ## Use instead
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [gwr]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// services: { billing: { at: /billing, upstream: commerce, methods: POST, auth: public, timeout: 5s, max_body: 10MiB } }
    /// ```
    pub(crate) MAX_BODY_NOT_ENFORCED { code: "GW743", name: "max-body-not-enforced", category: Security, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}

pub(super) static CHECK: Check = Check {
    rule: &MAX_BODY_NOT_ENFORCED,
    does: "accepts request bodies of any size",
    find: Find::Places(find),
};

fn find(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let places = subject.policies(|policy| matches!(policy, EndpointPolicy::MaxBody(_)));
    places
        .into_iter()
        .map(|(span, endpoint)| {
            let accept = if subject.targets.len() == 1 { "accepts" } else { "accept" };
            let message =
                format!("{} {accept} request bodies of any size: `max_body` has no effect", subject.names());
            let finding = subject.unprotected(&MAX_BODY_NOT_ENFORCED, span, message).route(endpoint.key());
            finding.help("limit bodies in front of the gateway")
        })
        .collect()
}
