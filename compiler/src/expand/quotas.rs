//! Whether quotas and balances know the accounts of what they are attached to.

use gwc_artifact::EndpointPolicy;

use crate::codes;
use crate::model::phrases::token_advice;
use crate::model::{Endpoint, Gateway};
use gwc_syntax::diagnostic::Diagnostics;

/// Reports quotas without a store, and endpoints with a quota or a balance whose callers have no claims.
pub(super) fn check(gateway: &Gateway, out: &mut Diagnostics) {
    if let (Some(quota), None) = (gateway.quotas.first(), &gateway.store) {
        let name = &quota.name;
        let finding = codes::MISSING_KEY.at(name.span, format!("quota `{}` requires `store`", name.value));
        out.push(finding.help(
            "add `store: { redis: { url: \"redis://redis:6379/0\" }, on_error: local }`, or for one replica `store: { file: /var/lib/gwr/quotas }`",
        ));
    }
    for endpoint in gateway.endpoints.iter().filter(|endpoint| endpoint.prefix == 0) {
        fits(gateway, endpoint, out);
    }
}

fn fits(gateway: &Gateway, endpoint: &Endpoint, out: &mut Diagnostics) {
    if gateway.verifies_claims(&endpoint.credential.value) {
        return;
    }
    for policy in &endpoint.policies {
        let (rule, key, what) = match &policy.value {
            EndpointPolicy::Quota(name) => (&codes::QUOTA_WITHOUT_TOKEN, "quota", name),
            EndpointPolicy::Balance(name) => (&codes::BALANCE_WITHOUT_TOKEN, "balance", name),
            _ => continue,
        };
        let message = format!(
            "{key} `{what}` needs a claim of the caller's token, but `{}` accepts callers without a token",
            endpoint.key()
        );
        out.push(
            rule.at(gateway.span(policy.origin), message)
                .related(gateway.span(endpoint.credential.origin), "credential set here")
                .route(endpoint.key())
                .help(format!("{}, or set `{key}: none` for this endpoint", token_advice(gateway))),
        );
    }
}
