//! `auth.api_key` where `gwr` is a target.

use crate::model::words;
use crate::rules::targets::check::{Check, Find, Subject};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// An endpoint requires an API key, and `gwr`, which does not check keys yet, is a target.
    ///
    /// ## Why it matters
    /// `gwr` does not serve what it cannot protect: it refuses to start with this artifact, so each of its pods would
    /// crash.
    ///
    /// ## Example
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [hanzo, gwr]
    /// upstreams: { cloud-api: { url: "http://cloud-api.ai.svc.cluster.local:8000", accepts_keys: true } }
    /// auth: { key: { api_key: { prefixes: [sk-] } } }
    /// services: { chat: { at: /chat, upstream: cloud-api, methods: POST, auth: key, timeout: 5s } }
    /// ```
    ///
    /// ## Fix
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [hanzo]
    /// upstreams: { cloud-api: { url: "http://cloud-api.ai.svc.cluster.local:8000", accepts_keys: true } }
    /// auth: { key: { api_key: { prefixes: [sk-] } } }
    /// services: { chat: { at: /chat, upstream: cloud-api, methods: POST, auth: key, timeout: 5s } }
    /// ```
    pub(crate) API_KEY_NOT_ENFORCED_BY_GWR { code: "GW740", name: "api-key-not-enforced-by-gwr", category: Security, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}

pub(super) static CHECK: Check = Check {
    rule: &API_KEY_NOT_ENFORCED_BY_GWR,
    does: "does not check API keys yet and refuses to start",
    find: Find::Places(find),
};

fn find(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let keys = subject.auths_in_use().filter(|(auth, _)| auth.is_api_key());
    keys.map(|(auth, endpoints)| {
        let endpoints = words::endpoints(&endpoints);
        let name = &auth.name.value;
        let message =
            format!("`gwr` does not check API keys yet and refuses to start: `{name}` protects {endpoints}");
        subject.unprotected(&API_KEY_NOT_ENFORCED_BY_GWR, auth.name.span, message)
    })
    .collect()
}
