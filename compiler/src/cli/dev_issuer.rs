//! What `gwc dev --echo` trusts in place of the issuers of a gateway, and what it accepts: tokens and keys for tests.
//!
//! The keys are published with this program. They are trusted only in a gateway that sends every request to the echo
//! server, so a token that anyone can sign reaches nothing.

mod accepted;
mod claims;
mod key;
mod publisher;
mod record;

use std::sync::Arc;

use gwc_artifact::{
    ApiKey, Artifact, AuthKind, EndpointPolicy, Gateway, KeyCheck, KeySource, Set, Store, encode,
};

pub(super) use accepted::Accepted;
pub(super) use publisher::Publisher;

/// The artifact with what is published here in place of its issuers, its files of keys, and the services that it calls for
/// balances and credentials. Everything else that it checks stays.
///
/// # Errors
/// If the artifact cannot be encoded, or a file of keys cannot be written.
pub(super) fn trusted(artifact: &Artifact, publisher: &Publisher) -> Result<Artifact, String> {
    let mut gateway = Arc::unwrap_or_clone(Arc::clone(artifact.gateway()));
    stand_in(&mut gateway, &publisher.url());
    for auth in &mut gateway.auth {
        match &mut auth.kind {
            AuthKind::Jwt(jwt) => {
                jwt.jwks_url = publisher.url();
                (jwt.discover, jwt.allow_http, jwt.secret) = (false, true, None);
                jwt.algorithms = vec![key::algorithm(jwt)].into();
            }
            AuthKind::ApiKey(key) => {
                let text = Accepted::key(key);
                if let KeyCheck::Gateway(records) = &mut key.verify {
                    let path = publisher.publish(&auth.name, &record::of(&text, &records.require))?;
                    records.source = KeySource::File(path);
                }
            }
            AuthKind::External(check) => check.url = publisher.url(),
        }
    }
    reopened(&gateway)
}

/// Puts the server of the key set in the place of balance services, and counts in the process what counts in a store:
/// nothing else is reached.
fn stand_in(gateway: &mut Gateway, key_set: &str) {
    for balance in &mut gateway.balances {
        balance.url = publisher::balance_url(key_set);
        balance.token = None;
    }
    local_counts(gateway);
}

/// The artifact without what belongs to verified callers: quotas and balances, and their records. Limits count in the
/// process.
///
/// # Errors
/// If the artifact cannot be encoded.
pub(super) fn without_accounts(artifact: &Artifact) -> Result<Artifact, String> {
    let mut gateway = Arc::unwrap_or_clone(Arc::clone(artifact.gateway()));
    let is_of_account =
        |policy: &EndpointPolicy| matches!(policy, EndpointPolicy::Quota(_) | EndpointPolicy::Balance(_));
    for endpoint in &mut gateway.endpoints {
        if endpoint.policies.iter().any(is_of_account) {
            let others = endpoint.policies.iter().filter(|policy| !is_of_account(policy)).cloned();
            endpoint.policies = others.collect::<Set<_>>().into();
        }
    }
    for auth in &mut gateway.auth {
        if let AuthKind::ApiKey(ApiKey { verify: KeyCheck::Gateway(records), .. }) = &mut auth.kind {
            // No credential is verified, and without the store there are no keys in it.
            records.source = KeySource::File("/dev/null".to_owned());
        }
    }
    (gateway.quotas, gateway.balances, gateway.usage, gateway.store) = (Vec::new(), Vec::new(), None, None);
    reopened(&gateway)
}

/// Counts in the process, and quotas in a file of it, whatever store the gateway has: a server that only pods reach
/// would not be available.
fn local_counts(gateway: &mut Gateway) {
    if gateway.store.is_some() {
        let file = std::env::temp_dir().join(format!("gwc-dev-{}-quotas", std::process::id()));
        gateway.store = Some(Store::File(file.to_string_lossy().into_owned()));
    }
    // No request to a gateway for development is billed.
    gateway.usage = None;
}

fn reopened(gateway: &Gateway) -> Result<Artifact, String> {
    let bytes = encode(gateway).map_err(|error| error.to_string())?;
    Artifact::open(bytes).map_err(|error| format!("internal error: the artifact is invalid: {error}"))
}
