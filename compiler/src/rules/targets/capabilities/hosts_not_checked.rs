//! `strict_hosts`.

use crate::rules::targets::check::{Check, Find, Subject};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// `strict_hosts` has no effect in a JSON target.
    ///
    /// ## Why is this bad?
    /// They answer any `Host`.
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
    /// Let the Ingress choose by host, or serve it with `gwr` alone.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// hosts: [api.example.com]
    /// strict_hosts: true
    /// targets: [gwr]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: public, timeout: 5s } }
    /// ```
    pub(crate) HOSTS_NOT_CHECKED { code: "GW728", name: "hosts-not-checked", category: Compatibility, severity: Loss, since: "0.1.0", inputs: [RouteFiles] }
}

pub(super) static CHECK: Check =
    Check { rule: &HOSTS_NOT_CHECKED, does: "answer for any host", find: Find::Places(find) };

fn find(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let gateway = subject.gateway;
    if !gateway.strict_hosts {
        return Vec::new();
    }
    let span = gateway.hosts.first().map_or(gateway.name.span, |host| host.span);
    vec![HOSTS_NOT_CHECKED.at(span, format!("{} answer for any host", subject.names()))]
}
