//! API keys whose records are in the store of the gateway: one question for each key at a time, over all cores, and its
//! answer is used for a short time. So a key that is revoked in the store is refused soon, without a restart.
//!
//! While the store is not available, a key whose record is not known is refused with 503: no key passes unverified, whatever
//! the store does for limits.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use gwc_artifact::KeyRecords;
use gwc_token::{ApiKeyRefused, Digest, KeyRecord};

use crate::error::{ProxyError, Unauthorized, Unchecked};
use crate::report;
use crate::single_flight::Answers;
use crate::store::SharedStore;

/// How long a record is used again: a key that is revoked passes for so long at most.
const LIFE: Duration = Duration::from_secs(5);
/// The same of a key without a record: one that was just added passes after so long at most.
const ABSENT: Duration = Duration::from_secs(1);

/// The keys of an auth.
#[derive(Debug)]
pub(crate) struct StoredKeys {
    /// What the names of records begin with.
    prefix: String,
    /// The limits that a record may name.
    limits: Vec<String>,
    answers: Answers<Answer>,
}

/// A record as it was read.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) record: KeyRecord,
    /// Differs between any two that were read.
    pub(crate) generation: u64,
}

/// The record of a key, if there is one.
type Answer = Result<Option<Arc<Found>>, Unchecked>;

impl StoredKeys {
    /// The keys of a gateway, in its store.
    pub(crate) fn of(gateway: &str, records: &KeyRecords) -> StoredKeys {
        StoredKeys {
            prefix: format!("gwr:{gateway}:key:"),
            limits: records.limits.iter().map(|named| named.name.clone()).collect(),
            answers: Answers::default(),
        }
    }

    /// The record of a key.
    ///
    /// # Errors
    /// 401 if it has none, 503 if the store is not available or the record cannot be used.
    pub(crate) async fn find(
        &self,
        key: &str,
        store: Option<&SharedStore>,
    ) -> Result<Arc<Found>, ProxyError> {
        let unknown = || Unauthorized::ApiKey(ApiKeyRefused::Unknown);
        let hash = gwc_token::key_digest(key).ok_or_else(unknown)?;
        let life = |answer: &Answer| match answer {
            Ok(Some(_)) => LIFE,
            Ok(None) => ABSENT,
            Err(_) => Duration::ZERO,
        };
        let answer = self.answers.get(hash, self.ask(&hash, store), life).await;
        Ok(answer.map_err(ProxyError::Unchecked)?.ok_or_else(unknown)?)
    }

    async fn ask(&self, hash: &Digest, store: Option<&SharedStore>) -> Answer {
        static GENERATIONS: AtomicU64 = AtomicU64::new(1);
        let digits: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
        let name = format!("{}{digits}", self.prefix);
        // The connection reports when it is lost.
        let store = store.ok_or(Unchecked::KeyStore)?;
        let Some(text) = store.get(&name).await.map_err(|_| Unchecked::KeyStore)? else { return Ok(None) };
        let record = KeyRecord::of(hash, text.trim_ascii(), &self.limits).map_err(|error| {
            // The hash of a key is not a secret, and its record could not name the key.
            report::warning(format!("the record `{name}` in the store cannot be used: {error}"));
            Unchecked::KeyStore
        })?;
        Ok(Some(Arc::new(Found { record, generation: GENERATIONS.fetch_add(1, Ordering::Relaxed) })))
    }
}
