//! Checks of auths that need the limits of the gateway.

use crate::codes;
use crate::model::{ApiKey, Auth, ClientKey, Gateway, Scheme, Store, StoreKind};
use gwc_artifact::KeySource;
use gwc_syntax::diagnostic::Diagnostics;

/// Reports keys in a store that the gateway does not have.
pub(super) fn keys_are_found(gateway: &Gateway, out: &mut Diagnostics) {
    let has_server = matches!(&gateway.store, Some(Store { kind: StoreKind::Redis(_), .. }));
    for auth in gateway.auths.iter().filter(|_| !has_server) {
        let Scheme::ApiKey(ApiKey { records: Some(source), .. }) = &auth.scheme else { continue };
        if source.value == KeySource::Store {
            let message =
                format!("auth `{}` reads its keys from `store`, which is not declared", auth.name.value);
            let help = "add `store: { redis: { url: \"redis://redis:6379/0\" }, on_error: closed }` at the top level of `gateway.yaml`, or use `verify: { file: /keys/keys.jsonl }`";
            out.push(codes::MISSING_KEY.at(source.span, message).help(help));
        }
    }
}

/// Reports limits of credentials that count by what no credential has.
pub(super) fn limits_fit(gateway: &Gateway, out: &mut Diagnostics) {
    for auth in &gateway.auths {
        let Some(attached) = &auth.rate_limit else { continue };
        let Some(limit) = attached.id.map(|id| gateway.limit(id)) else { continue };
        let Some(client) = &limit.client else { continue };
        let (rule, message, help) = match &client.key {
            ClientKey::Param(name) => (
                &codes::PARAM_LIMIT_WITHOUT_PARAM,
                format!(
                    "rate limit `{}` counts by the path parameter `{{{name}}}`, but the limit of an auth applies to all paths",
                    limit.name.value
                ),
                "attach a rate limit that counts by a claim, an API key or an address".to_owned(),
            ),
            ClientKey::Claim(name) if !auth.has_claims() => (
                &codes::CLAIM_LIMIT_WITHOUT_TOKEN,
                format!(
                    "rate limit `{}` counts by the claim `{name}`, but auth `{}` verifies no claims",
                    limit.name.value, auth.name.value
                ),
                with_verify(auth),
            ),
            ClientKey::Key if !auth.is_verified_key() => (
                &codes::CLAIM_LIMIT_WITHOUT_TOKEN,
                format!(
                    "rate limit `{}` counts by API key, but auth `{}` verifies no keys",
                    limit.name.value, auth.name.value
                ),
                with_verify(auth),
            ),
            _ => continue,
        };
        let finding =
            rule.at(attached.name.span, message).related(client.bucket.span, "rate limit defined here");
        out.push(finding.help(help));
    }
}

/// What to do about a limit that counts by what only verified credentials have.
fn with_verify(auth: &Auth) -> String {
    match auth.is_api_key() {
        true => format!(
            "add `verify: {{ file: /keys/keys.jsonl }}` to `api_key` of auth `{}`, or attach a rate limit with `per_ip`",
            auth.name.value
        ),
        false => "attach a rate limit with `per_ip` in place of `per`".to_owned(),
    }
}
