//! Any of several credentials.

use std::collections::BTreeSet;

use crate::model::{AuthId, Credential, Gateway, Scheme, phrases};
use crate::rules::targets::check::{Check, Find, Subject};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// An endpoint accepts several kinds of credential, and `hanzo` and `krakend-ce` check only one.
    ///
    /// ## What it does
    /// Reports an endpoint that accepts more than one credential, or an optional one, such as `[iam, public]`. Several
    /// API keys that the upstream verifies are not reported: `gwc` forwards all of them.
    ///
    /// The rule applies if `targets` in `gateway.yaml` lists `hanzo` (the Hanzo gateway, built on KrakenD) or
    /// `krakend-ce` (KrakenD). A gateway without `targets` has all targets.
    ///
    /// ## Why is this bad?
    /// The validator of KrakenD rejects every request without a valid token. In the example, `iam` is a token and `key`
    /// an API key. A client that sends an API key gets `401`.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   chat: { at: /chat, upstream: cloud-api, methods: POST, auth: [iam, key] }
    /// ```
    ///
    /// ## Use instead
    /// Choose one credential, here the token. Or list only `gwr`, the runtime of this project, under `targets`: it
    /// accepts both.
    /// ```yaml,good
    /// services:
    ///   chat: { at: /chat, upstream: cloud-api, methods: POST, auth: iam }
    /// ```
    pub(crate) SEVERAL_CREDENTIALS { code: "GW731", name: "several-credentials", category: Compatibility, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}

pub(super) static CHECK: Check =
    Check { rule: &SEVERAL_CREDENTIALS, does: "an endpoint has one validator", find: Find::Places(find) };

fn find(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let (mut found, mut seen) = (Vec::new(), BTreeSet::new());
    for endpoint in &subject.gateway.endpoints {
        let span = subject.gateway.span(endpoint.credential.origin);
        if needs_a_choice(subject.gateway, &endpoint.credential.value) && seen.insert(span) {
            let credential = phrases::credential(subject.gateway, endpoint);
            let (key, names) = (endpoint.key(), subject.names());
            let message = match endpoint.credential.value.is_open() {
                true => format!("`{key}` {credential}, but {names} would reject every request without one"),
                false => {
                    format!("`{key}` {credential}, but {names} can check only one credential for an endpoint")
                }
            };
            found.push(
                SEVERAL_CREDENTIALS
                    .at(span, message)
                    .route(key)
                    .help("keep one credential, and add a second path for callers with another one"),
            );
        }
    }
    found
}

/// Keys that the upstream verifies need no validator, however many kinds there are.
fn needs_a_choice(gateway: &Gateway, credential: &Credential) -> bool {
    let auths = match credential {
        // A validator rejects requests without a token.
        Credential::Optional(_) => return true,
        Credential::AnyOf(auths) => auths,
        Credential::Public | Credential::Unstated => return false,
    };
    let is_for_upstream = |auth: &AuthId| {
        let auth = gateway.auth(*auth);
        matches!(auth.scheme, Scheme::ApiKey(_)) && !auth.is_verified_key()
    };
    auths.len() > 1 && !auths.iter().all(is_for_upstream)
}
