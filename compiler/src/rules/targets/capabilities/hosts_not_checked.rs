//! `strict_hosts`.

use crate::rules::targets::check::{Check, Find, Subject};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// `strict_hosts` has no effect under `hanzo` and `krakend-ce`.
    ///
    /// ## What it does
    /// Reports a gateway with `strict_hosts: true`.
    ///
    /// The rule applies if `targets` in `gateway.yaml` lists `hanzo` (the Hanzo gateway, built on KrakenD) or
    /// `krakend-ce` (KrakenD). A gateway without `targets` has all targets.
    ///
    /// ## Why is this bad?
    /// `strict_hosts: true` rejects requests for hosts that `hosts` does not list. KrakenD accepts any `Host`. A pod
    /// that sends a request directly to the gateway, with another `Host`, bypasses the rules of an Ingress for hosts.
    ///
    /// ## Example
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// hosts: [api.example.com]
    /// strict_hosts: true
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: public, timeout: 5s } }
    /// ```
    ///
    /// ## Use instead
    /// List only `gwr`, the runtime of this project, under `targets`, as here. Or let the Ingress select requests by
    /// host, and admit only the Ingress with a NetworkPolicy.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// hosts: [api.example.com]
    /// strict_hosts: true
    /// targets: [gwr]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: public, timeout: 5s } }
    /// ```
    ///
    /// ## When to ignore
    /// All requests come through an Ingress that accepts only these hosts.
    pub(crate) HOSTS_NOT_CHECKED { code: "GW728", name: "hosts-not-checked", category: Compatibility, severity: Loss, since: "0.1.0", inputs: [RouteFiles] }
}

pub(super) static CHECK: Check =
    Check { rule: &HOSTS_NOT_CHECKED, does: "any `Host` is accepted", find: Find::Places(find) };

fn find(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let gateway = subject.gateway;
    if !gateway.strict_hosts {
        return Vec::new();
    }
    let span = gateway.hosts.first().map_or(gateway.name.span, |host| host.span);
    let message = format!("`strict_hosts` has no effect in {}: any `Host` is accepted", subject.names());
    let help = "run the gateway with `gwr`, or let the Ingress select requests by host";
    vec![HOSTS_NOT_CHECKED.at(span, message).help(help)]
}
