//! `response_headers` for targets that change responses of backends alone.

use std::collections::BTreeSet;

use gwc_artifact::EndpointPolicy;

use crate::rules::targets::check::{Check, Find, Subject};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;
use gwc_syntax::source::Span;

declare_rule! {
    /// Responses of KrakenD itself do not have the headers of `response_headers`.
    ///
    /// ## What it does
    /// Reports `response_headers`, which sets or removes headers of responses.
    ///
    /// The rule applies if `targets` in `gateway.yaml` lists `hanzo` (the Hanzo gateway, built on KrakenD) or
    /// `krakend-ce` (KrakenD). A gateway without `targets` has all targets.
    ///
    /// ## Why is this bad?
    /// `gwc` writes the headers as `modifier/martian`, which changes only the responses of backends. A `401`, `404` or
    /// `429` of KrakenD itself has none of the headers, and keeps those that should be removed. In the example, these
    /// responses have no `Strict-Transport-Security`.
    ///
    /// ## Example
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [krakend-ce]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// response_headers: { Strict-Transport-Security: max-age=63072000 }
    /// services: { plans: { at: /plans, upstream: commerce, methods: GET, auth: public, timeout: 5s } }
    /// ```
    ///
    /// ## Use instead
    /// List only `gwr`, the runtime of this project, under `targets`, as here. Or set the headers in the proxy in front
    /// of the gateway, such as the Ingress.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [gwr]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// response_headers: { Strict-Transport-Security: max-age=63072000 }
    /// services: { plans: { at: /plans, upstream: commerce, methods: GET, auth: public, timeout: 5s } }
    /// ```
    ///
    /// ## When to ignore
    /// The headers matter for responses of the upstreams only.
    pub(crate) RESPONSE_HEADERS_OF_BACKENDS { code: "GW792", name: "response-headers-of-backends", category: Compatibility, severity: Loss, since: "0.1.0", inputs: [RouteFiles] }
}

pub(super) static CHECK: Check = Check {
    rule: &RESPONSE_HEADERS_OF_BACKENDS,
    does: "responses of KrakenD itself keep their headers",
    find: Find::Places(find),
};

fn find(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let gateway = subject.gateway;
    let mut places: BTreeSet<Span> =
        gateway.response_headers.iter().map(|edits| gateway.span(edits.origin)).collect();
    let of_endpoints = subject.policies(|policy| matches!(policy, EndpointPolicy::ResponseHeaders(_)));
    places.extend(of_endpoints.into_keys());
    let does = if subject.targets.len() == 1 { "does" } else { "do" };
    let message = format!(
        "{} {does} not apply `response_headers` to responses of KrakenD itself, such as `401` for a missing token",
        subject.names()
    );
    let help =
        "if these responses need the headers, set the headers at the Ingress, or run the gateway with `gwr`";
    places.into_iter().map(|span| RESPONSE_HEADERS_OF_BACKENDS.at(span, message.clone()).help(help)).collect()
}
