//! Whether quotas and balances know the accounts of what they are attached to.

use gwc_artifact::{EndpointPolicy, QuotaKey};

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
    let credential = &endpoint.credential.value;
    for policy in &endpoint.policies {
        let (rule, key, what) = match &policy.value {
            EndpointPolicy::Quota(name) => (&codes::QUOTA_WITHOUT_TOKEN, "quota", name),
            EndpointPolicy::Balance(name) => (&codes::BALANCE_WITHOUT_TOKEN, "balance", name),
            _ => continue,
        };
        let is_of_key = key == "quota" && counts_by_key(gateway, what);
        let (needs, without, advice) = match is_of_key {
            true if gateway.verifies_keys(credential) => continue,
            false if gateway.verifies_claims(credential) => continue,
            true => (
                "counts by API key",
                "callers without a key that the gateway verifies",
                "set `auth` of the endpoint to an `api_key` with `verify`".to_owned(),
            ),
            false => {
                ("needs a claim of the caller's token", "callers without a token", token_advice(gateway))
            }
        };
        let message = format!("{key} `{what}` {needs}, but `{}` accepts {without}", endpoint.key());
        out.push(
            rule.at(gateway.span(policy.origin), message)
                .related(gateway.span(endpoint.credential.origin), "`auth` is set here")
                .route(endpoint.key())
                .help(format!("{advice}, or set `{key}: none` for this endpoint, which removes the {key}")),
        );
    }
}

/// Whether a quota counts by the API key.
fn counts_by_key(gateway: &Gateway, name: &str) -> bool {
    gateway.quotas.iter().any(|quota| quota.name.value == name && quota.key.value == QuotaKey::Key)
}
