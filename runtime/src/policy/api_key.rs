//! API keys that the gateway verifies.

use std::rc::Rc;
use std::sync::Arc;

use gwc_artifact::{AuthKind, KeyRecords};
use gwc_plan::{LimitKey, LimitRule, LimitScope};
use gwc_token::KeyRecord;

use super::buckets::Buckets;
use super::identity::{Identity, Wanted};
use super::limits::Limits;
use super::outcome::{Outcome, identified, now};
use super::verified::{By, Verified};
use crate::error::{ProxyError, Unauthorized, Unchecked};
use crate::key_files::KeyStore;
use crate::key_records::StoredKeys;
use crate::store::SharedStore;

/// A check of keys by their records.
#[derive(Debug)]
pub(crate) struct KeyCheck {
    pub(crate) records: KeyRecords,
    /// The same, for the identity.
    pub(crate) kind: AuthKind,
    pub(crate) keys: Keys,
    /// The name of the gateway, and the buckets of the process: a key may have a limit of its own.
    pub(crate) gateway: String,
    pub(crate) buckets: Arc<Buckets>,
}

/// Where the records are.
#[derive(Debug)]
pub(crate) enum Keys {
    File(Arc<KeyStore>),
    Store(StoredKeys),
}

/// What a key is verified for: its check, and what the gateway wants to know of the caller.
#[derive(Clone, Copy)]
pub(crate) struct For<'a> {
    /// The number of the check.
    pub(crate) check: u64,
    pub(crate) wanted: &'a Wanted,
    pub(crate) verified: &'a Verified,
}

impl KeyCheck {
    /// Verifies a key by the file; nothing where its record is in the store. A file that changed is another generation, so a
    /// key that was revoked is refused from then on, also where it was verified before.
    ///
    /// # Errors
    /// 401 if it does not pass, 403 if its record lacks what the check requires, 503 if no file could be read yet.
    pub(crate) fn verify(&self, key: &str, by: For<'_>) -> Result<Option<Outcome>, ProxyError> {
        let Keys::File(keys) = &self.keys else { return Ok(None) };
        let read = keys.newest().ok_or(ProxyError::Unchecked(Unchecked::KeyFile))?;
        let now = now();
        if let Some(identity) = by.known(key, read.generation, now) {
            return identified(identity).map(Some);
        }
        let record = read.keys.verify(key, now).map_err(Unauthorized::ApiKey)?;
        self.identity(key, record, read.generation, by).map(Some)
    }

    /// Verifies a key by its record in the store. What is read again is another generation.
    ///
    /// # Errors
    /// 401 if it does not pass, 403 if its record lacks what the check requires, 503 if the store is not available.
    pub(crate) async fn find(
        &self,
        key: &str,
        by: For<'_>,
        store: Option<&SharedStore>,
    ) -> Result<Outcome, ProxyError> {
        let Keys::Store(keys) = &self.keys else { return Err(ProxyError::Unchecked(Unchecked::KeyFile)) };
        let found = keys.find(key, store).await?;
        if let Some(identity) = by.known(key, found.generation, now()) {
            return identified(identity);
        }
        found.record.passes(now()).map_err(Unauthorized::ApiKey)?;
        self.identity(key, &found.record, found.generation, by)
    }

    fn identity(
        &self,
        key: &str,
        record: &KeyRecord,
        generation: u64,
        by: For<'_>,
    ) -> Result<Outcome, ProxyError> {
        let number = number(record);
        let identity = Identity::of(&record.claims, &self.kind, by.wanted)?;
        let identity = Rc::new(identity.of_key(number, self.rule(record, number)));
        let until = record.expires.unwrap_or(u64::MAX);
        by.verified.keep(key, By { check: by.check, keys: generation }, until, &identity);
        identified(identity)
    }

    /// The limit that the record names. A record with a name that the gateway does not have is not used. It is one of a
    /// caller, not a total: those of callers are bounded, however many keys there are.
    fn rule(&self, record: &KeyRecord, number: u64) -> Option<LimitRule> {
        let named = self.records.limits.iter().find(|named| Some(&named.name) == record.limit.as_ref())?;
        Some(LimitRule { scope: LimitScope::Credential(number), key: LimitKey::Key, limit: named.limit })
    }

    /// The limit that a verified key has for itself.
    pub(crate) fn limits(&self, identity: &Identity) -> Limits {
        Limits::of(identity.own_limit().map_or(&[], std::slice::from_ref), &self.gateway, &self.buckets)
    }
}

impl For<'_> {
    /// The identity of a key that was verified by the same records.
    fn known(&self, key: &str, generation: u64, now: u64) -> Option<Rc<Identity>> {
        self.verified.get(key.as_bytes(), By { check: self.check, keys: generation }, now)
    }
}

/// The number of a key, which is the same in all replicas.
fn number(record: &KeyRecord) -> u64 {
    let [a, b, c, d, e, f, g, h, ..] = record.hash;
    u64::from_be_bytes([a, b, c, d, e, f, g, h])
}
