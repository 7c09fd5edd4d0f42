//! The credential checks of a gateway.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use gwc_artifact::{AuthKind, ClientKey, KeySource};

use super::api_key::{KeyCheck, Keys};
use super::balance::Balance;
use super::buckets::Buckets;
use super::external::External;
use super::identity::Wanted;
use super::limits::Limits;
use super::origins::Origins;
use super::quota::Quota;
use super::require::Demands;
use super::token::{TokenCheck, TokenKeys};
use crate::key_files::KeyFiles;
use crate::key_records::StoredKeys;
use crate::keys::{KeyStores, Place, SecretKeys};

/// The field of the record of an API key that names it.
pub(crate) const KEY_ID: &str = "id";

/// The checks of a gateway.
#[derive(Debug)]
pub(crate) struct Checks {
    pub(crate) by_name: Vec<Arc<Check>>,
    pub(crate) wanted: Arc<Wanted>,
}

/// A credential check.
#[derive(Debug)]
pub(crate) struct Check {
    pub(crate) name: String,
    /// Differs between any two checks of the process, also of gateways that follow each other.
    pub(crate) number: u64,
    pub(crate) kind: Kind,
    /// The pages that may send the credential.
    pub(crate) origins: Origins,
    /// The limits of requests with the credential.
    pub(crate) limits: Limits,
}

/// What is checked.
#[derive(Debug)]
pub(crate) enum Kind {
    Token(TokenCheck),
    /// The upstream verifies the key; here only its prefixes are known.
    Opaque(Vec<String>),
    /// The gateway verifies keys with these prefixes.
    Key(Vec<String>, KeyCheck),
    External(External),
}

impl Checks {
    /// The names of the checks that the gateway waits for before it is ready: no key is known yet.
    pub(crate) fn without_keys(&self) -> Vec<String> {
        let waits = |check: &&Arc<Check>| matches!(&check.kind, Kind::Token(token) if token.jwt.probe && token.keys.newest().is_none());
        self.by_name.iter().filter(waits).map(|check| check.name.clone()).collect()
    }

    pub(crate) fn of(
        gateway: &gwc_artifact::Gateway,
        (stores, files): (&KeyStores, &KeyFiles),
        buckets: &Arc<Buckets>,
    ) -> Checks {
        static NUMBERS: AtomicU64 = AtomicU64::new(1);
        let check = |auth: &gwc_artifact::Auth| Check {
            name: auth.name.clone(),
            number: NUMBERS.fetch_add(1, Ordering::Relaxed),
            kind: kind(auth, (stores, files), (&gateway.name, buckets)),
            origins: Origins::of(&auth.origins),
            limits: Limits::of(&gwc_plan::of_credential(auth), &gateway.name, buckets)
                .stating(auth.limit_message.as_deref()),
        };
        let wanted = Wanted { limited: limited_claims(gateway), demands: Demands::of(gateway) };
        Checks {
            by_name: gateway.auth.iter().map(|auth| Arc::new(check(auth))).collect(),
            wanted: Arc::new(wanted),
        }
    }
}

fn kind(
    auth: &gwc_artifact::Auth,
    (stores, files): (&KeyStores, &KeyFiles),
    (gateway, buckets): (&str, &Arc<Buckets>),
) -> Kind {
    match &auth.kind {
        AuthKind::Jwt(jwt) => {
            let keys = match &jwt.secret {
                Some(secret) => TokenKeys::Secret(SecretKeys::of(&auth.name, secret, &jwt.algorithms)),
                None => TokenKeys::Published(stores.at(Place::of(jwt))),
            };
            Kind::Token(TokenCheck { keys, jwt: jwt.clone(), kind: auth.kind.clone() })
        }
        AuthKind::ApiKey(key) => {
            let prefixes = key.prefixes.to_vec();
            match &key.verify {
                gwc_artifact::KeyCheck::Upstream => Kind::Opaque(prefixes),
                gwc_artifact::KeyCheck::Gateway(records) => {
                    let keys = match &records.source {
                        KeySource::File(path) => Keys::File(files.at(path, &records.limits)),
                        KeySource::Store => Keys::Store(StoredKeys::of(gateway, records)),
                    };
                    let check = KeyCheck {
                        keys,
                        records: records.clone(),
                        kind: auth.kind.clone(),
                        gateway: gateway.to_owned(),
                        buckets: Arc::clone(buckets),
                    };
                    Kind::Key(prefixes, check)
                }
            }
        }
        AuthKind::External(check) => Kind::External(External::of(check)),
    }
}

/// The claims that quotas and balances are of, and those in usage records.
fn priced_claims(gateway: &gwc_artifact::Gateway) -> impl Iterator<Item = &str> {
    let of_usage = gateway.usage.iter().flat_map(|usage| [usage.org.as_str(), usage.user.as_str(), KEY_ID]);
    Quota::claims(gateway).chain(Balance::claims(gateway)).chain(of_usage)
}

/// The claims that limits of the gateway, its endpoints or its credentials tell callers apart by, and those of priced
/// requests.
fn limited_claims(gateway: &gwc_artifact::Gateway) -> Vec<String> {
    let endpoints = gateway.endpoints.iter().map(|endpoint| &*endpoint.rate_limit);
    let credentials = gateway.auth.iter().map(|auth| &auth.rate_limit);
    let limits = std::iter::once(&gateway.rate_limit).chain(endpoints).chain(credentials);
    let mut names: Vec<String> = priced_claims(gateway).map(str::to_owned).collect();
    names.sort();
    names.dedup();
    for key in limits.filter_map(|limit| limit.per_client.as_ref()) {
        if let ClientKey::Claim(name) = &key.key
            && !names.contains(name)
        {
            names.push(name.clone());
        }
    }
    names
}
