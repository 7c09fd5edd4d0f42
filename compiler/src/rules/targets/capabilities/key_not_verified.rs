//! API keys that the gateway verifies.

use crate::model::Scheme;
use crate::rules::targets::check::{Check, Find, Subject};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// `verify` lets the gateway check API keys itself, which `hanzo` and `krakend-ce` cannot do.
    ///
    /// ## What it does
    /// Reports each credential with `api_key: { verify: ... }` that an endpoint requires.
    ///
    /// The rule applies if `targets` in `gateway.yaml` lists `hanzo` (the Hanzo gateway, built on KrakenD) or
    /// `krakend-ce` (KrakenD). A gateway without `targets` has all targets.
    ///
    /// ## Why is this bad?
    /// `verify` names a file or a store with the valid keys. KrakenD reads neither, so the endpoint is public there: a
    /// request with any key, or with none, reaches the upstream.
    ///
    /// ## Example
    /// `own` accepts keys that begin with `ak_` and that the file lists:
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [krakend-ce]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// auth: { own: { api_key: { prefixes: [ak_], verify: { file: /keys/keys.jsonl } } } }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: own } }
    /// ```
    ///
    /// ## Use instead
    /// List only `gwr`, the runtime of this project, under `targets`, as here. If KrakenD must run the gateway, require
    /// a token: a credential with `jwt`.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [gwr]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// auth: { own: { api_key: { prefixes: [ak_], verify: { file: /keys/keys.jsonl } } } }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: own } }
    /// ```
    ///
    /// ## When to ignore
    /// The upstream verifies the keys too. A comment on the line of `targets`, or above it, suppresses all findings of
    /// this rule in the gateway.
    pub(crate) KEY_NOT_VERIFIED { code: "GW761", name: "key-not-verified", category: Security, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}

pub(super) static CHECK: Check = Check {
    rule: &KEY_NOT_VERIFIED,
    does: "keys are not verified: every request is accepted",
    find: Find::Places(find),
};

fn find(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (auth, endpoints) in subject.auths_in_use() {
        let Scheme::ApiKey(key) = &auth.scheme else { continue };
        let (Some(source), Some(endpoint)) = (&key.records, endpoints.first()) else { continue };
        let message = format!(
            "the API keys of auth `{}` are not verified in {}: every request is accepted",
            auth.name.value,
            subject.names()
        );
        let finding = subject.unprotected(&KEY_NOT_VERIFIED, source.span, message).route(endpoint.key());
        found.push(finding.help("require a token, with a `jwt` credential"));
    }
    found
}
