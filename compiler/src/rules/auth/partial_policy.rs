use crate::lint::{EndpointOf, Subject};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;
use gwc_syntax::value::Target;

declare_rule! {
    /// Some endpoints set `auth/public`, but this one has no `auth/...` key.
    ///
    /// ## What it does
    /// Checks only configurations for hanzo's gateway (the target `hanzo`). There, `"auth/public": true` in
    /// `extra_config` makes an endpoint public, and `false` requires a credential. If at least one endpoint has this
    /// key, reports every endpoint without a key that begins with `auth/`.
    ///
    /// ## Why is this bad?
    /// If one endpoint sets `auth/public`, hanzo's gateway expects a key that begins with `auth/` on every endpoint,
    /// and exits at start-up. Older versions start and treat the endpoint as public.
    ///
    /// ## Example
    /// `/plans` sets `auth/public`, and `/bills` has no key that begins with `auth/`:
    /// ```json,bad,target=hanzo
    /// { "version": 3, "host": ["http://api.example:8000"], "endpoints": [
    ///   { "endpoint": "/plans", "backend": [{ "url_pattern": "/plans" }], "extra_config": { "auth/public": true } },
    ///   { "endpoint": "/bills", "backend": [{ "url_pattern": "/bills" }] }
    /// ] }
    /// ```
    ///
    /// ## Use instead
    /// Set `"auth/public": false` if callers need a credential, as here, or `true` if anyone may call the endpoint.
    /// ```json,good,target=hanzo
    /// { "version": 3, "host": ["http://api.example:8000"], "endpoints": [
    ///   { "endpoint": "/plans", "backend": [{ "url_pattern": "/plans" }], "extra_config": { "auth/public": true } },
    ///   { "endpoint": "/bills", "backend": [{ "url_pattern": "/bills" }], "extra_config": { "auth/public": false } }
    /// ] }
    /// ```
    pub(crate) PARTIAL_POLICY { code: "GW227", name: "partial-policy", category: Security, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    // Older files set only validators: an endpoint without one is public there, and GW217 reports it.
    let newer = subject.endpoints().any(|e| e.config.extra_config.component("auth/public").is_some());
    if subject.target != Target::Hanzo || !newer {
        return;
    }
    let all = subject.endpoints().count();
    let silent: Vec<EndpointOf<'_>> = subject.endpoints().filter(|endpoint| !states(endpoint)).collect();
    for endpoint in &silent {
        let message = format!(
            "{} of {all} endpoints have no key such as `auth/public`, but others set it: hanzo's gateway does not start",
            silent.len()
        );
        let span = subject.place(&endpoint.config.endpoint, endpoint.config.at);
        let help = "in `extra_config`, set `\"auth/public\": false` if callers need a credential, or `true` if anyone may call it";
        out.push(PARTIAL_POLICY.at(span, message).help(help).route(endpoint.route));
    }
}

fn states(endpoint: &EndpointOf<'_>) -> bool {
    endpoint.config.extra_config.value.0.iter().any(|named| named.name.starts_with("auth/"))
}
