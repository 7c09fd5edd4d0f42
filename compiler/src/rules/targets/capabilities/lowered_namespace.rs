//! Components in `krakend:` that the language sets itself.

use std::collections::BTreeSet;

use crate::passthrough;
use crate::rules::targets::check::{Check, Find, Subject};
use gwc_krakend::namespaces;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// `krakend:` passes a component through that the lowering writes itself.
    ///
    /// ## Why is this bad?
    /// One of the two would be lost: the limit or the credential that the route files state, or what was passed through.
    /// A component that sets more than the language can, such as `roles` of a validator, is accepted: it is then written
    /// in place of what `auth` or `rate_limit` would become.
    ///
    /// ## Example
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [krakend-ce]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// services:
    ///   billing:
    ///     at: /billing
    ///     upstream: commerce
    ///     methods: GET
    ///     auth: public
    ///     krakend: { qos/ratelimit/router: { max_rate: 10 } }
    /// ```
    ///
    /// ## Use instead
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [krakend-ce]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// rate_limits: { slow: { total: 10/s } }
    /// services:
    ///   billing:
    ///     at: /billing
    ///     upstream: commerce
    ///     methods: GET
    ///     auth: public
    ///     rate_limit: slow
    /// ```
    pub(crate) LOWERED_NAMESPACE { code: "GW735", name: "lowered-namespace", category: Correctness, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}

pub(super) static CHECK: Check =
    Check { rule: &LOWERED_NAMESPACE, does: "would lose one of the two", find: Find::Places(find) };

fn find(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let (mut found, mut seen) = (Vec::new(), BTreeSet::new());
    for endpoint in &subject.gateway.endpoints {
        for (name, value) in &endpoint.extra.entries {
            // What sets more than the language can refines what the language sets.
            let Some(key) = key_of(&name.value).filter(|_| !passthrough::sets_more(&name.value, value))
            else {
                continue;
            };
            if seen.insert(name.span) {
                let message = format!("`{}` is what `{key}` is lowered to", name.value);
                let finding = LOWERED_NAMESPACE.at(name.span, message).route(endpoint.key());
                found.push(finding.help(format!("set it with `{key}` instead")));
            }
        }
    }
    found
}

/// The key of the language that becomes this component.
pub(in crate::rules::targets) fn key_of(namespace: &str) -> Option<&'static str> {
    match namespaces::short(namespace).unwrap_or(namespace) {
        "qos/ratelimit/router" => Some("rate_limit"),
        "auth/validator" | "auth/public" => Some("auth"),
        _ => None,
    }
}
