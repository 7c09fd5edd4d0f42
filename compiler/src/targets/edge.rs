//! An identity that hanzo's engine checks before any endpoint: other targets have no such engine.

use super::names;
use crate::declare_rule;
use crate::diagnostic::{Diagnostics, Rule};
use crate::model::words;
use crate::model::{Gateway, Scheme};
use crate::value::Target;

pub(super) const RULES: &[&Rule] = &[&EDGE_NOT_SAYABLE];

declare_rule! {
    /// An endpoint wants an identity that hanzo's engine has checked, and another target is built too.
    ///
    /// ## Why it matters
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
    /// ## Fix
    /// Build for `hanzo` alone, or say which token is wanted.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [hanzo]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// auth: { member: { edge: true } }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: member } }
    /// ```
    pub(crate) EDGE_NOT_SAYABLE { code: "GW738", name: "edge-not-sayable", category: Security, severity: Error, since: "0.1.0" }
}

/// Reports each auth of that kind once, at its name.
pub(super) fn check(gateway: &Gateway, out: &mut Diagnostics) {
    let others: Vec<Target> =
        gateway.targets.iter().map(|t| t.value).filter(|t| *t != Target::Hanzo).collect();
    if others.is_empty() {
        return;
    }
    for auth in gateway.auths.iter().filter(|auth| matches!(auth.scheme, Scheme::Edge)) {
        let asks = |e: &&crate::model::Endpoint| words::auths(gateway, e).any(|a| a.name == auth.name);
        let Some(endpoint) = gateway.endpoints.iter().find(asks) else { continue };
        out.push(
            EDGE_NOT_SAYABLE
                .at(
                    auth.name.span,
                    format!(
                        "`{}` is checked by hanzo's engine, which {} do not have",
                        auth.name.value,
                        names(&others)
                    ),
                )
                .related(gateway.span(endpoint.credential.origin), "an endpoint asks for it here")
                .route(endpoint.key())
                .help("list only `hanzo` under `targets`, or make it a `jwt`"),
        );
    }
}
