//! Origins and limits of a credential.

use crate::rules::targets::check::{Check, Find, Subject};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// `origins` or `rate_limit` of a credential in `auth` has no effect under `krakend-ce`.
    ///
    /// ## What it does
    /// Reports `origins` and `rate_limit` of each credential that an endpoint requires.
    ///
    /// The rule applies if `targets` in `gateway.yaml` lists `krakend-ce` (KrakenD). A gateway without `targets` has
    /// all targets.
    ///
    /// ## Why is this bad?
    /// `origins` limits a credential to web pages of these hosts, and `rate_limit` limits how often it can be used.
    /// KrakenD CE has neither. In the example, everyone can copy the key out of a page of `example.com` and use it on
    /// another page. Only the limits of the endpoints apply.
    ///
    /// ## Example
    /// `widget` accepts keys that begin with `hz_`, from web pages of `example.com`. `accepts_keys: true` tells `gwc`
    /// that the upstream verifies the keys:
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [krakend-ce]
    /// upstreams: { chat: { url: "http://chat.ai.svc.cluster.local:8000", accepts_keys: true } }
    /// auth: { widget: { api_key: { prefixes: [hz_] }, origins: [example.com] } }
    /// services: { chat: { at: /chat, upstream: chat, methods: POST, auth: widget } }
    /// ```
    ///
    /// ## Use instead
    /// Remove `krakend-ce` from `targets`. `gwr`, the runtime of this project, enforces both keys.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [gwr]
    /// upstreams: { chat: { url: "http://chat.ai.svc.cluster.local:8000", accepts_keys: true } }
    /// auth: { widget: { api_key: { prefixes: [hz_] }, origins: [example.com] } }
    /// services: { chat: { at: /chat, upstream: chat, methods: POST, auth: widget } }
    /// ```
    ///
    /// ## When to ignore
    /// The upstream checks the origin and counts the requests too. A comment on the line of `targets`, or above it,
    /// suppresses all findings of this rule in the gateway.
    pub(crate) CREDENTIAL_OPTIONS_NOT_ENFORCED { code: "GW763", name: "credential-options-not-enforced", category: Security, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}

pub(super) static CHECK: Check = Check {
    rule: &CREDENTIAL_OPTIONS_NOT_ENFORCED,
    does: "a credential is accepted from everywhere, without a limit of its own",
    find: Find::Places(find),
};

fn find(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (auth, endpoints) in subject.auths_in_use() {
        let Some(endpoint) = endpoints.first() else { continue };
        let limit = auth.rate_limit.as_ref().map(|limit| ("rate_limit", limit.name.span));
        let origins = auth.origins.first().map(|host| ("origins", host.span));
        for (key, span) in origins.into_iter().chain(limit) {
            let effect = match key {
                "origins" => "a key is accepted from every web page",
                _ => "a key has no limit of its own",
            };
            let message = format!(
                "`{key}` of auth `{}` is not enforced in {}: {effect}",
                auth.name.value,
                subject.names()
            );
            let finding = subject.unprotected(&CREDENTIAL_OPTIONS_NOT_ENFORCED, span, message);
            found.push(finding.route(endpoint.key()).help(format!("enforce `{key}` in the upstream")));
        }
    }
    found
}
