//! Listeners that KrakenD does not have.

use crate::rules::targets::check::{Check, Find, Subject};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// A gateway has several listeners, or one with the PROXY protocol, which `hanzo` and `krakend-ce` do not support.
    ///
    /// ## What it does
    /// Reports each listener after the first, and each with `proxy_protocol`.
    ///
    /// The rule applies if `targets` in `gateway.yaml` lists `hanzo` (the Hanzo gateway, built on KrakenD) or
    /// `krakend-ce` (KrakenD). A gateway without `targets` has all targets.
    ///
    /// ## Why is this bad?
    /// KrakenD listens on one port: in the example, connections to port 8081 are refused. It does not read the PROXY
    /// protocol either: behind a load balancer that sends a PROXY header, every request gets `400`.
    ///
    /// ## Example
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [krakend-ce]
    /// listen: [8080, 8081]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: public } }
    /// ```
    ///
    /// ## Use instead
    /// Listen on one port, without `proxy_protocol`, as here. Or list only `gwr`, the runtime of this project, under
    /// `targets`.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [krakend-ce]
    /// listen: 8080
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: public } }
    /// ```
    ///
    /// ## References
    /// lura v2.14, transport/http/server.
    pub(crate) LISTENER_NOT_SUPPORTED { code: "GW760", name: "listener-not-supported", category: Correctness, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}

pub(super) static CHECK: Check = Check {
    rule: &LISTENER_NOT_SUPPORTED,
    does: "only the first listener exists, without the PROXY protocol",
    find: Find::Places(find),
};

fn find(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (position, listen) in subject.gateway.listeners().enumerate() {
        let (what, help) = if position > 0 {
            ("a second listener", "keep one listener")
        } else if listen.value.proxy_protocol {
            ("`proxy_protocol`", "remove `proxy_protocol`, here and at the load balancer")
        } else {
            continue;
        };
        let message =
            format!("{what} on port `{}` is not supported by {}", listen.value.port, subject.names());
        found.push(LISTENER_NOT_SUPPORTED.at(subject.gateway.span(listen.origin), message).help(help));
    }
    found
}
