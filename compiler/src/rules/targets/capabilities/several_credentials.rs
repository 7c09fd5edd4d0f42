//! Any of several credentials.

use std::collections::BTreeSet;

use crate::model::{Credential, phrases};
use crate::rules::targets::check::{Check, Find, Subject};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// An endpoint accepts any of several credentials; a JSON target has one validator.
    ///
    /// ## Why is this bad?
    /// KrakenD's validator would refuse every request that comes with the other credential.
    ///
    /// ## Example
    /// ```yaml,bad
    /// services:
    ///   chat: { at: /chat, upstream: cloud-api, methods: POST, auth: [iam, key] }
    /// ```
    ///
    /// ## Use instead
    /// Choose one.
    /// ```yaml,good
    /// services:
    ///   chat: { at: /chat, upstream: cloud-api, methods: POST, auth: key }
    /// ```
    pub(crate) SEVERAL_CREDENTIALS { code: "GW731", name: "several-credentials", category: Compatibility, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}

pub(super) static CHECK: Check =
    Check { rule: &SEVERAL_CREDENTIALS, does: "have one validator", find: Find::Places(find) };

fn find(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let (mut found, mut seen) = (Vec::new(), BTreeSet::new());
    for endpoint in &subject.gateway.endpoints {
        let span = subject.gateway.span(endpoint.credential.origin);
        let several = matches!(&endpoint.credential.value, Credential::AnyOf(auths) if auths.len() > 1);
        if several && seen.insert(span) {
            let asks = phrases::credential(subject.gateway, endpoint);
            let message = format!("`{}` {asks}, and {} have one validator", endpoint.key(), subject.names());
            found
                .push(SEVERAL_CREDENTIALS.at(span, message).route(endpoint.key()).help("choose one of them"));
        }
    }
    found
}
