//! `krakend:` where `gwr` is a target.

use std::collections::BTreeSet;

use crate::model::{Endpoint, Extra, Gateway};
use crate::rules::targets::check::{Check, Find, Subject};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;
use gwc_syntax::source::Span;

declare_rule! {
    /// `krakend` sets a component of KrakenD, but `gwr` is also a target and does not read it.
    ///
    /// ## What it does
    /// `gwc` copies the components under `krakend` into the KrakenD JSON. The rule reports each of them.
    ///
    /// The rule applies if `targets` in `gateway.yaml` lists `gwr` (the runtime of this project). A gateway without
    /// `targets` has all targets.
    ///
    /// ## Why is this bad?
    /// `gwr` does not read components of KrakenD, so the two programs would treat a request differently. A request that
    /// `validation/cel` rejects in KrakenD reaches the upstream in `gwr`.
    ///
    /// ## Example
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [krakend-ce, gwr]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// services:
    ///   billing:
    ///     at: /billing
    ///     upstream: commerce
    ///     methods: GET
    ///     auth: public
    ///     timeout: 5s
    ///     krakend: { validation/cel: [{ check_expr: "true" }] }
    /// ```
    ///
    /// ## Use instead
    /// Remove the component, as here. Or remove `gwr` from `targets`.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [krakend-ce, gwr]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: public, timeout: 5s } }
    /// ```
    pub(crate) UNKNOWN_TO_GWR { code: "GW736", name: "unknown-to-gwr", category: Compatibility, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}

pub(super) static CHECK: Check =
    Check { rule: &UNKNOWN_TO_GWR, does: "the component is not supported", find: Find::Places(find) };

fn find(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let passed = passed_through(subject.gateway).into_iter();
    passed
        .map(|(namespace, span)| {
            UNKNOWN_TO_GWR
                .at(span, format!("`gwr` does not support `{namespace}`"))
                .help("remove this component")
        })
        .collect()
}

/// Components that are passed through, each place once.
fn passed_through(gateway: &Gateway) -> BTreeSet<(String, Span)> {
    let of = |extra: &Extra| -> Vec<(String, Span)> {
        extra.entries.iter().map(|(name, _)| (name.value.clone(), name.span)).collect()
    };
    let used: BTreeSet<_> =
        gateway.endpoints.iter().flat_map(Endpoint::backends).map(|b| b.upstream.value).collect();
    // `null` removes a component that only the JSON targets have.
    let whole = of(&gateway.extra).into_iter().filter(|(name, _)| !is_removed(gateway, name));
    let mut found: BTreeSet<_> = whole.collect();
    found.extend(used.into_iter().flat_map(|id| of(&gateway.upstream(id).extra)));
    for endpoint in &gateway.endpoints {
        found.extend(of(&endpoint.extra));
        found.extend(endpoint.backends().iter().flat_map(|backend| of(&backend.extra)));
    }
    found
}

fn is_removed(gateway: &Gateway, namespace: &str) -> bool {
    gateway.extra.get(namespace).is_some_and(serde_json::Value::is_null)
}
