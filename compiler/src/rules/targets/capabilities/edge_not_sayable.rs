//! An identity that hanzo's engine checks before any endpoint.

use crate::model::Scheme;
use crate::rules::targets::check::{Check, Find, Subject};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;
use gwc_syntax::value::Target;

declare_rule! {
    /// An endpoint wants an identity that hanzo's engine has checked, and another target is built too.
    ///
    /// ## Why is this bad?
    /// KrakenD CE would let everybody in, and `gwr` has nothing to check.
    ///
    /// ## Example
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [hanzo, krakend-ce]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// auth: { member: { edge: true } }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: member } }
    /// ```
    ///
    /// ## Use instead
    /// Build for `hanzo` alone, or say which token is wanted: `krakend-ce` verifies that.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [hanzo]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// auth: { member: { edge: true } }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: member } }
    /// ```
    pub(crate) EDGE_NOT_SAYABLE { code: "GW738", name: "edge-not-sayable", category: Security, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}

pub(super) static CHECK: Check =
    Check { rule: &EDGE_NOT_SAYABLE, does: "have no engine that checks it", find: Find::Places(find) };

fn find(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let gateway = subject.gateway;
    let edges = subject.auths_in_use().filter(|(auth, _)| matches!(auth.scheme, Scheme::Edge));
    edges
        .filter_map(|(auth, endpoints)| {
            let endpoint = *endpoints.first()?;
            let (name, targets) = (&auth.name.value, subject.names());
            let message = format!("`{name}` is checked by hanzo's engine, which {targets} do not have");
            let finding = EDGE_NOT_SAYABLE.at(auth.name.span, message);
            let asked = gateway.span(endpoint.credential.origin);
            let finding = finding.related(asked, "an endpoint requires it here").route(endpoint.key());
            // `gwr` verifies no tokens yet either.
            Some(if subject.has(Target::Gwr) { finding } else { finding.help("make it a `jwt`") })
        })
        .collect()
}
