//! `HEAD` and `OPTIONS`.

use std::collections::BTreeSet;

use crate::rules::targets::check::{Check, Find, Subject};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;
use gwc_syntax::value::Method;

declare_rule! {
    /// A JSON target routes no `HEAD` and no `OPTIONS`.
    ///
    /// ## Why is this bad?
    /// KrakenD skips an endpoint with such a method: it would be answered 405 there.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET HEAD }
    /// ```
    ///
    /// ## Use instead
    /// ```yaml,good
    /// services:
    ///   billing: { at: /billing, upstream: commerce, methods: GET }
    /// ```
    pub(crate) METHOD_NOT_ROUTED { code: "GW730", name: "method-not-routed", category: Compatibility, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}

pub(super) static CHECK: Check =
    Check { rule: &METHOD_NOT_ROUTED, does: "route no `HEAD` and no `OPTIONS`", find: Find::Places(find) };

fn find(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let (mut found, mut seen) = (Vec::new(), BTreeSet::new());
    for endpoint in &subject.gateway.endpoints {
        let span = subject.gateway.span(endpoint.origin);
        if matches!(endpoint.method, Method::Head | Method::Options) && seen.insert(span) {
            let message = format!("{} route no `{}`", subject.names(), endpoint.method);
            found.push(METHOD_NOT_ROUTED.at(span, message).route(endpoint.key()).help("remove the method"));
        }
    }
    found
}
