//! `auth/...` on some endpoints, and not on others.

use crate::lint::{EndpointOf, Subject};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;
use gwc_syntax::value::Target;

declare_rule! {
    /// Some endpoints state who may call them, and this one does not.
    ///
    /// ## Why is this bad?
    /// hanzo's gateway counts: when one endpoint leaves its policy unsaid, the process ends before it listens. An older
    /// one takes the endpoint for open.
    ///
    /// ## Example
    /// ```json,bad,target=hanzo
    /// { "version": 3, "host": ["http://api.example:8000"], "endpoints": [
    ///   { "endpoint": "/plans", "backend": [{ "url_pattern": "/plans" }], "extra_config": { "auth/public": true } },
    ///   { "endpoint": "/bills", "backend": [{ "url_pattern": "/bills" }] }
    /// ] }
    /// ```
    ///
    /// ## Use instead
    /// ```json,good,target=hanzo
    /// { "version": 3, "host": ["http://api.example:8000"], "endpoints": [
    ///   { "endpoint": "/plans", "backend": [{ "url_pattern": "/plans" }], "extra_config": { "auth/public": true } },
    ///   { "endpoint": "/bills", "backend": [{ "url_pattern": "/bills" }], "extra_config": { "auth/public": false } }
    /// ] }
    /// ```
    pub(crate) PARTIAL_POLICY { code: "GW227", name: "partial-policy", category: Security, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    // Files of the time when only validators were known state nothing elsewhere, and say so with GW217.
    let newer = subject.endpoints().any(|e| e.config.extra_config.component("auth/public").is_some());
    if subject.target != Target::Hanzo || !newer {
        return;
    }
    let all = subject.endpoints().count();
    let silent: Vec<EndpointOf<'_>> = subject.endpoints().filter(|endpoint| !states(endpoint)).collect();
    for endpoint in &silent {
        let message = format!(
            "{} of {all} endpoints do not say who may call them: the gateway does not start",
            silent.len()
        );
        let span = subject.place(&endpoint.config.endpoint, endpoint.config.at);
        let help = "say `\"auth/public\": true` or `false`";
        out.push(PARTIAL_POLICY.at(span, message).help(help).route(endpoint.route));
    }
}

fn states(endpoint: &EndpointOf<'_>) -> bool {
    endpoint.config.extra_config.value.0.iter().any(|named| named.name.starts_with("auth/"))
}
