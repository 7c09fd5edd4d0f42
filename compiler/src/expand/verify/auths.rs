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
            let help = "declare the server: `store: { redis: { url: ... } }`, or use `verify: { file: ... }`";
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
                "attach a rate limit that counts by something else, such as by address with `per_ip`",
            ),
            ClientKey::Claim(name) if !auth.has_claims() => (
                &codes::CLAIM_LIMIT_WITHOUT_TOKEN,
                format!(
                    "rate limit `{}` counts by the claim `{name}`, but auth `{}` verifies no claims",
                    limit.name.value, auth.name.value
                ),
                by_address_or_key(auth),
            ),
            ClientKey::Key if !auth.is_verified_key() => (
                &codes::CLAIM_LIMIT_WITHOUT_TOKEN,
                format!(
                    "rate limit `{}` counts by API key, but auth `{}` verifies no keys",
                    limit.name.value, auth.name.value
                ),
                by_address_or_key(auth),
            ),
            _ => continue,
        };
        let finding =
            rule.at(attached.name.span, message).related(client.bucket.span, "rate limit defined here");
        out.push(finding.help(help));
    }
}

/// What to attach to an auth that verifies neither claims nor keys.
fn by_address_or_key(auth: &Auth) -> &'static str {
    match auth.scheme {
        Scheme::ApiKey(_) => {
            "attach a rate limit that counts by address, with `per_ip`; or add `verify` to `api_key`, so that the gateway knows the key and its claims"
        }
        _ => "attach a rate limit that counts by address, with `per_ip`",
    }
}
