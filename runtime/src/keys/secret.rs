//! Secrets that tokens are signed with. A secret is read again at most once a second, so a new one takes effect without a
//! restart, and a flood of tokens does not read the file each time.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use arc_swap::ArcSwapOption;
use gwc_artifact::{Algorithm, Secret};
use gwc_token::{Digest, KeySet};

use super::store::{Fetched, next_generation};
use crate::report;

/// How long a secret is used before it is read again.
const FRESH: Duration = Duration::from_secs(1);

/// The keys of a secret.
#[derive(Debug)]
pub(crate) struct SecretKeys {
    /// The name of the credential, for the log.
    name: String,
    secret: Secret,
    algorithms: Vec<Algorithm>,
    started: Instant,
    /// When it is read again, in milliseconds since the start.
    due: AtomicU64,
    newest: ArcSwapOption<Fetched>,
    /// The hash of what was read last: the value itself is in the keys alone.
    read: Mutex<Option<Digest>>,
    /// Whether it could not be read last time.
    is_away: AtomicBool,
}

impl SecretKeys {
    /// The keys of a secret for these algorithms, read once.
    pub(crate) fn of(name: &str, secret: &Secret, algorithms: &[Algorithm]) -> SecretKeys {
        let keys = SecretKeys {
            name: name.to_owned(),
            secret: secret.clone(),
            algorithms: algorithms.to_vec(),
            started: Instant::now(),
            due: AtomicU64::new(0),
            newest: ArcSwapOption::empty(),
            read: Mutex::default(),
            is_away: AtomicBool::new(false),
        };
        // What is wrong with it is in the log before a token comes.
        let _ = keys.newest();
        keys
    }

    /// The newest keys. A secret that cannot be read any more stays in use, as keys of an issuer do.
    pub(crate) fn newest(&self) -> Option<Arc<Fetched>> {
        let now = u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX);
        let due = self.due.load(Ordering::Relaxed);
        let next = now.saturating_add(FRESH.as_millis() as u64);
        // One of the cores reads it.
        let is_due =
            now >= due && self.due.compare_exchange(due, next, Ordering::Relaxed, Ordering::Relaxed).is_ok();
        if is_due {
            self.read_again();
        }
        self.newest.load_full()
    }

    fn read_again(&self) {
        match self.keys() {
            Ok(()) => self.is_away.store(false, Ordering::Relaxed),
            Err(why) if !self.is_away.swap(true, Ordering::Relaxed) => {
                report::warning(format!("the secret of auth `{}` is not used: {why}", self.name));
            }
            Err(_) => {}
        }
    }

    fn keys(&self) -> Result<(), String> {
        let secret = crate::secret::read(&self.secret)?;
        let digest = gwc_token::digest(secret.as_bytes());
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        if *read == Some(digest) {
            return Ok(());
        }
        let keys =
            KeySet::of_secret(secret.as_bytes(), &self.algorithms).map_err(|error| error.to_string())?;
        self.newest.store(Some(Arc::new(Fetched::of(keys, next_generation()))));
        *read = Some(digest);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_long_enough_and_replaced_without_a_restart() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret");
        let secret = Secret::File(path.to_str().unwrap().to_owned());
        let keys = SecretKeys::of("own", &secret, &[Algorithm::Hs256]);
        let again = || {
            keys.due.store(0, Ordering::Relaxed);
            keys.newest().map(|keys| keys.generation)
        };
        assert_eq!(again(), None);
        std::fs::write(&path, "short").unwrap();
        assert_eq!(again(), None);
        std::fs::write(&path, "0123456789012345678901234567890123456789\n").unwrap();
        let first = again();
        assert!(first.is_some());
        assert_eq!(again(), first);
        std::fs::write(&path, "another one 012345678901234567890123456789").unwrap();
        let second = again();
        assert_ne!(second, first);
        std::fs::remove_file(&path).unwrap();
        assert_eq!(again(), second, "it stays in use");
        assert!(!format!("{keys:?}").contains("another one"));
    }
}
