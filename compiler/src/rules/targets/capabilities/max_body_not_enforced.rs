//! `max_body` for targets that accept bodies of any size.

use gwc_artifact::EndpointPolicy;

use crate::rules::targets::check::{Check, Find, Subject};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// `max_body` is set, and a target accepts request bodies of any size.
    ///
    /// ## What it does
    /// Reports `max_body`, the largest size of a request body.
    ///
    /// The rule applies if `targets` in `gateway.yaml` lists `hanzo` (the Hanzo gateway, built on KrakenD) or
    /// `krakend-ce` (KrakenD). A gateway without `targets` has all targets.
    ///
    /// ## Why is this bad?
    /// KrakenD has no limit for request bodies. With `max_body: 10MiB`, a client can still upload 10 GiB, and KrakenD
    /// forwards all of it to the upstream.
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
    /// List only `gwr`, the runtime of this project, under `targets`, as here. Or limit bodies at the Ingress, and
    /// suppress the finding as shown below.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [gwr]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// services: { billing: { at: /billing, upstream: commerce, methods: POST, auth: public, timeout: 5s, max_body: 10MiB } }
    /// ```
    ///
    /// ## When to ignore
    /// A proxy in front of the gateway limits the body, such as an Ingress with
    /// `nginx.ingress.kubernetes.io/proxy-body-size`. A comment on the line of `targets`, or above it, suppresses all
    /// findings of this rule in the gateway.
    pub(crate) MAX_BODY_NOT_ENFORCED { code: "GW743", name: "max-body-not-enforced", category: Security, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}

pub(super) static CHECK: Check = Check {
    rule: &MAX_BODY_NOT_ENFORCED,
    does: "request bodies of any size are accepted",
    find: Find::Places(find),
};

fn find(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let places = subject.policies(|policy| matches!(policy, EndpointPolicy::MaxBody(_)));
    places
        .into_iter()
        .map(|(span, endpoint)| {
            let names = subject.names();
            let message =
                format!("`max_body` has no effect in {names}: request bodies of any size are accepted");
            let finding = subject.unprotected(&MAX_BODY_NOT_ENFORCED, span, message).route(endpoint.key());
            finding.help("limit bodies in front of the gateway, for example with `nginx.ingress.kubernetes.io/proxy-body-size`")
        })
        .collect()
}
