//! Origins and limits of a credential under `hanzo`.

use crate::rules::targets::check::{Check, Find, Subject};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// The Hanzo gateway ignores `origins` and `rate_limit` of a credential in `auth`, and uses settings of its own.
    ///
    /// ## What it does
    /// Reports `origins` and `rate_limit` of each credential that an endpoint requires.
    ///
    /// The rule applies if `targets` in `gateway.yaml` lists `hanzo` (the Hanzo gateway, built on KrakenD). A gateway
    /// without `targets` has all targets.
    ///
    /// ## Why is this bad?
    /// The Hanzo gateway checks origins and limits only for keys with the prefix `hz_`. It reads the origins from the
    /// variable `WIDGET_ALLOWED_ORIGINS`. Its limits are fixed: 10 requests a minute for each address and 600 for all.
    /// In the example, a page of `example.com` gets `403` unless the variable lists this host.
    ///
    /// ## Example
    /// `widget` accepts keys that begin with `hz_`, from web pages of `example.com`. `accepts_keys: true` tells `gwc`
    /// that the upstream verifies the keys:
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [hanzo]
    /// upstreams: { chat: { url: "http://chat.ai.svc.cluster.local:8000", accepts_keys: true } }
    /// auth: { widget: { api_key: { prefixes: [hz_] }, origins: [example.com] } }
    /// services: { chat: { at: /chat, upstream: chat, methods: POST, auth: widget } }
    /// ```
    ///
    /// ## Use instead
    /// List only `gwr`, the runtime of this project, under `targets`, as here. Or set `WIDGET_ALLOWED_ORIGINS` to the
    /// same hosts, under `deploy: { env: ... }` in `gateway.yaml`, and suppress the finding as shown below.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [gwr]
    /// upstreams: { chat: { url: "http://chat.ai.svc.cluster.local:8000", accepts_keys: true } }
    /// auth: { widget: { api_key: { prefixes: [hz_] }, origins: [example.com] } }
    /// services: { chat: { at: /chat, upstream: chat, methods: POST, auth: widget } }
    /// ```
    ///
    /// ## When to ignore
    /// The variable has the same origins.
    pub(crate) CREDENTIAL_OPTIONS_FROM_ENVIRONMENT { code: "GW764", name: "credential-options-from-environment", category: Compatibility, severity: Loss, since: "0.1.0", inputs: [RouteFiles] }
}

pub(super) static CHECK: Check = Check {
    rule: &CREDENTIAL_OPTIONS_FROM_ENVIRONMENT,
    does: "origins are read from `WIDGET_ALLOWED_ORIGINS`, and limits are fixed",
    find: Find::Places(find),
};

fn find(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (auth, endpoints) in subject.auths_in_use() {
        let Some(endpoint) = endpoints.first() else { continue };
        let limit = auth.rate_limit.as_ref().map(|limit| ("rate_limit", limit.name.span));
        let origins = auth.origins.first().map(|host| ("origins", host.span));
        for (key, span) in origins.into_iter().chain(limit) {
            let help = match key {
                "origins" => {
                    "set `WIDGET_ALLOWED_ORIGINS` to the same hosts under `deploy: { env: ... }`, and suppress this finding"
                }
                _ => "run the gateway with `gwr`; the Hanzo gateway has fixed limits for such keys",
            };
            let message = format!(
                "`{key}` of auth `{}` has no effect in {}, which uses its own setting",
                auth.name.value,
                subject.names()
            );
            let finding = CREDENTIAL_OPTIONS_FROM_ENVIRONMENT.at(span, message).route(endpoint.key());
            found.push(finding.help(help));
        }
    }
    found
}
