//! `HEAD` and `OPTIONS`.

use std::collections::BTreeSet;

use crate::rules::targets::check::{Check, Find, Subject};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;
use gwc_syntax::value::Method;

declare_rule! {
    /// `hanzo` and `krakend-ce` do not route `HEAD` and `OPTIONS`.
    ///
    /// ## What it does
    /// Reports an endpoint with the method `HEAD` or `OPTIONS`.
    ///
    /// The rule applies if `targets` in `gateway.yaml` lists `hanzo` (the Hanzo gateway, built on KrakenD) or
    /// `krakend-ce` (KrakenD). A gateway without `targets` has all targets.
    ///
    /// ## Why is this bad?
    /// KrakenD logs an error and skips such an endpoint. A `HEAD` request returns `405` if the path has an endpoint for
    /// another method, and `404` if it has none.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET HEAD }
    /// ```
    ///
    /// ## Use instead
    /// Remove the method, as here. Or list only `gwr`, the runtime of this project, under `targets`.
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET }
    /// ```
    ///
    /// ## References
    /// lura v2.14, `router/gin/router.go`.
    pub(crate) METHOD_NOT_ROUTED { code: "GW730", name: "method-not-routed", category: Compatibility, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}

pub(super) static CHECK: Check =
    Check { rule: &METHOD_NOT_ROUTED, does: "`HEAD` and `OPTIONS` are not routed", find: Find::Places(find) };

fn find(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let (mut found, mut seen) = (Vec::new(), BTreeSet::new());
    for endpoint in &subject.gateway.endpoints {
        let span = subject.gateway.span(endpoint.origin);
        if matches!(endpoint.method, Method::Head | Method::Options) && seen.insert(span) {
            let message = format!(
                "`{}` requests are not routed in {}: they get `405` or `404`",
                endpoint.method,
                subject.names()
            );
            found.push(METHOD_NOT_ROUTED.at(span, message).route(endpoint.key()).help("remove the method"));
        }
    }
    found
}
