//! Origins and limits of a credential under `hanzo`.

use crate::rules::targets::check::{Check, Find, Subject};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// `origins` or `rate_limit` of an auth is not set by the configuration under `hanzo`.
    ///
    /// ## What it does
    /// Reports `origins` and `rate_limit` of each auth that an endpoint requires, if `hanzo` is a target.
    ///
    /// ## Why is this bad?
    /// The engine of `hanzo` enforces origins and limits of keys with the prefix `hz_` alone. It reads the origins from
    /// `WIDGET_ALLOWED_ORIGINS`, and its limits are 10 requests a minute for each address and 600 for all. Another value
    /// in the route files has no effect there.
    ///
    /// ## Example
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [hanzo]
    /// upstreams: { chat: { url: "http://chat.ai.svc.cluster.local:8000", accepts_keys: true } }
    /// auth: { widget: { api_key: { prefixes: [hz_] }, origins: [example.com] } }
    /// services: { chat: { at: /chat, upstream: chat, methods: POST, auth: widget } }
    /// ```
    ///
    /// ## Use instead
    /// Build for `gwr` alone.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [gwr]
    /// upstreams: { chat: { url: "http://chat.ai.svc.cluster.local:8000", accepts_keys: true } }
    /// auth: { widget: { api_key: { prefixes: [hz_] }, origins: [example.com] } }
    /// services: { chat: { at: /chat, upstream: chat, methods: POST, auth: widget } }
    /// ```
    ///
    /// ## When to ignore
    /// The environment of the engine has the same origins.
    pub(crate) CREDENTIAL_OPTIONS_FROM_ENVIRONMENT { code: "GW764", name: "credential-options-from-environment", category: Compatibility, severity: Loss, since: "0.1.0", inputs: [RouteFiles] }
}

pub(super) static CHECK: Check = Check {
    rule: &CREDENTIAL_OPTIONS_FROM_ENVIRONMENT,
    does: "origins are read from `WIDGET_ALLOWED_ORIGINS`, and limits are those of the engine",
    find: Find::Places(find),
};

fn find(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (auth, endpoints) in subject.auths_in_use() {
        let Some(endpoint) = endpoints.first() else { continue };
        let limit = auth.rate_limit.as_ref().map(|limit| ("rate_limit", limit.name.span));
        let origins = auth.origins.first().map(|host| ("origins", host.span));
        for (key, span) in origins.into_iter().chain(limit) {
            let message = format!(
                "`{key}` of auth `{}` has no effect in {}, whose environment and engine set it",
                auth.name.value,
                subject.names()
            );
            let finding = CREDENTIAL_OPTIONS_FROM_ENVIRONMENT.at(span, message).route(endpoint.key());
            found.push(finding.help("set `WIDGET_ALLOWED_ORIGINS` of the engine to the same hosts"));
        }
    }
    found
}
