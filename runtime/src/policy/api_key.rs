//! API keys that the gateway verifies.

use std::rc::Rc;
use std::sync::Arc;

use gwc_artifact::{AuthKind, KeyFile};
use gwc_plan::{LimitKey, LimitRule, LimitScope};
use gwc_token::KeyRecord;

use super::buckets::Buckets;
use super::identity::{Identity, Wanted};
use super::limits::Limits;
use super::outcome::{Outcome, identified, now};
use super::verified::{By, Verified};
use crate::error::{ProxyError, Unauthorized, Unchecked};
use crate::key_files::KeyStore;

/// A check of keys by a file.
#[derive(Debug)]
pub(crate) struct KeyCheck {
    pub(crate) file: KeyFile,
    /// The same, for the identity.
    pub(crate) kind: AuthKind,
    pub(crate) keys: Arc<KeyStore>,
    /// The name of the gateway, and the buckets of the process: a key may have a limit of its own.
    pub(crate) gateway: String,
    pub(crate) buckets: Arc<Buckets>,
}

impl KeyCheck {
    /// Verifies a key; `check` is the number of this check. A file that changed is another generation, so a key that was
    /// revoked is refused from then on, also where it was verified before.
    ///
    /// # Errors
    /// 401 if it does not pass, 403 if its record lacks what the check requires, 503 if no file could be read yet.
    pub(crate) fn verify(
        &self,
        key: &str,
        check: u64,
        wanted: &Wanted,
        verified: &Verified,
    ) -> Result<Outcome, ProxyError> {
        let read = self.keys.newest().ok_or(ProxyError::Unchecked(Unchecked::KeyFile))?;
        let now = now();
        let by = By { check, keys: read.generation };
        if let Some(identity) = verified.get(key, by, now) {
            return identified(identity);
        }
        let record = read.keys.verify(key, now).map_err(Unauthorized::ApiKey)?;
        let identity = Identity::of(&record.claims, &self.kind, wanted)?.limited(self.rule(record));
        let identity = Rc::new(identity);
        verified.keep(key, by, record.expires.unwrap_or(u64::MAX), &identity);
        identified(identity)
    }

    /// The limit that the record names. `ApiKeys::parse` refuses a name that the gateway does not have.
    fn rule(&self, record: &KeyRecord) -> Option<LimitRule> {
        let named = self.file.limits.iter().find(|named| Some(&named.name) == record.limit.as_ref())?;
        let [a, b, c, d, e, f, g, h, ..] = record.hash;
        let scope = LimitScope::Credential(u64::from_be_bytes([a, b, c, d, e, f, g, h]));
        Some(LimitRule { scope, key: LimitKey::All, limit: named.limit })
    }

    /// The limit that a verified key has for itself.
    pub(crate) fn limits(&self, identity: &Identity) -> Limits {
        Limits::of(identity.own_limit().map_or(&[], std::slice::from_ref), &self.gateway, &self.buckets)
    }
}
