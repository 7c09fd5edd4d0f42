//! One set of keys and how it is asked for; and all of them.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use arc_swap::ArcSwapOption;
use gwc_artifact::{Issuer, Jwt};
use gwc_token::KeySet;
use tokio::sync::{mpsc, watch};
use tokio::time::Instant;

/// How long a request waits for a newer set: a fetch may take 10 s, and begins a second later at most.
const PATIENCE: Duration = Duration::from_secs(12);
/// How long it waits at most for the attempt to begin.
const SOON: Duration = Duration::from_secs(1);

/// The keys of one issuer.
#[derive(Debug)]
pub(crate) struct KeyStore {
    pub(super) place: Place,
    newest: ArcSwapOption<Fetched>,
    /// The number of ended attempts that the last of the waiting requests needs.
    pub(super) wanted: watch::Sender<u64>,
    pub(super) attempts: watch::Sender<Attempts>,
    pub(crate) fetches: Fetches,
}

/// Where the keys of an issuer are found.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Place {
    /// The URL of the key set, or of the discovery document.
    pub(super) url: String,
    /// The issuer whose discovery document it is; none for a key set.
    pub(super) discovers: Option<String>,
    /// Whether a document may be fetched over `http`.
    pub(super) allow_http: bool,
}

/// How fetches ended.
#[derive(Debug, Default)]
pub(crate) struct Fetches {
    succeeded: AtomicU64,
    failed: AtomicU64,
}

/// The attempts to fetch a set.
#[derive(Debug, Clone, Copy)]
pub(super) struct Attempts {
    pub(super) begun: u64,
    pub(super) ended: u64,
    /// When the next may begin because a token needs it.
    pub(super) next: Instant,
}

/// A set as it was fetched.
#[derive(Debug)]
pub(crate) struct Fetched {
    pub(crate) keys: KeySet,
    /// Differs between any two sets of the process.
    pub(crate) generation: u64,
    document: Vec<u8>,
}

impl Fetched {
    /// Keys that no document has.
    pub(super) fn of(keys: KeySet, generation: u64) -> Fetched {
        Fetched { keys, generation, document: Vec::new() }
    }
}

/// A number that no other set of keys of the process has.
pub(super) fn next_generation() -> u64 {
    static GENERATIONS: AtomicU64 = AtomicU64::new(1);
    GENERATIONS.fetch_add(1, Ordering::Relaxed)
}

/// The stores of a process, by address, and the way to the thread that fetches.
#[derive(Debug)]
pub(crate) struct KeyStores {
    known: Mutex<HashMap<Place, Weak<KeyStore>>>,
    added: mpsc::UnboundedSender<Arc<KeyStore>>,
}

/// New stores, for the thread that fetches.
pub(crate) type Added = mpsc::UnboundedReceiver<Arc<KeyStore>>;

impl Place {
    /// Where a check of tokens finds the keys of its issuer.
    pub(crate) fn of(jwt: &Jwt) -> Place {
        let discovers = match &jwt.issuer {
            Issuer::Exact(issuer) if jwt.discover => Some(issuer.clone()),
            Issuer::Exact(_) | Issuer::Any => None,
        };
        // With a declared `https` URL it has no effect, and one URL has one store.
        let allow_http = jwt.allow_http && (discovers.is_some() || !gwc_token::is_https(&jwt.jwks_url));
        Place { url: jwt.jwks_url.clone(), discovers, allow_http }
    }

    #[cfg(test)]
    pub(super) fn key_set(url: &str) -> Place {
        Place { url: url.to_owned(), discovers: None, allow_http: true }
    }
}

impl KeyStores {
    /// No stores, and where new ones come out.
    pub(crate) fn new() -> (KeyStores, Added) {
        let (added, stores) = mpsc::unbounded_channel();
        (KeyStores { known: Mutex::default(), added }, stores)
    }

    /// The store of a place: the one there is, as long as a gateway uses it.
    pub(crate) fn at(&self, place: Place) -> Arc<KeyStore> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|_, store| store.strong_count() > 0);
        if let Some(store) = known.get(&place).and_then(Weak::upgrade) {
            return store;
        }
        let store = Arc::new(KeyStore {
            place: place.clone(),
            newest: ArcSwapOption::empty(),
            wanted: watch::Sender::new(0),
            fetches: Fetches::default(),
            attempts: watch::Sender::new(Attempts { begun: 0, ended: 0, next: Instant::now() }),
        });
        known.insert(place, Arc::downgrade(&store));
        // Without the thread the process is at its end.
        let _ = self.added.send(Arc::clone(&store));
        store
    }
}

impl KeyStores {
    /// The stores that a gateway uses.
    pub(crate) fn all(&self) -> Vec<Arc<KeyStore>> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.values().filter_map(Weak::upgrade).collect()
    }
}

impl Fetches {
    pub(super) fn count(&self, succeeded: bool) {
        if succeeded { &self.succeeded } else { &self.failed }.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn succeeded(&self) -> u64 {
        self.succeeded.load(Ordering::Relaxed)
    }

    pub(crate) fn failed(&self) -> u64 {
        self.failed.load(Ordering::Relaxed)
    }
}

impl KeyStore {
    /// The newest set; `None` until one was fetched.
    pub(crate) fn newest(&self) -> Option<Arc<Fetched>> {
        self.newest.load_full()
    }

    /// Requests a set newer than the one of generation `seen`, and waits a short time for an attempt to fetch it. The thread
    /// decides how often it fetches, so unknown key ids cannot make the gateway call its issuer more often. Returns `false`
    /// at once where no fetch is due soon.
    pub(crate) async fn newer_than(&self, seen: Option<u64>) -> bool {
        let mut attempts = self.attempts.subscribe();
        let known = *attempts.borrow_and_update();
        if self.generation() != seen {
            return true;
        }
        if known.next > Instant::now() + SOON && known.begun == known.ended {
            return false;
        }
        self.want(known.ended + 1);
        let ended = attempts.wait_for(|attempts| attempts.ended > known.ended);
        tokio::time::timeout(PATIENCE, ended).await.is_ok()
    }

    /// Waits, through the thread that fetches, for as many attempts to end.
    pub(super) fn want(&self, ended: u64) {
        self.wanted.send_if_modified(|wanted| {
            let more = ended > *wanted;
            *wanted = ended.max(*wanted);
            more
        });
    }

    fn generation(&self) -> Option<u64> {
        self.newest.load().as_ref().map(|newest| newest.generation)
    }

    /// Its address for the log, without a password or a query that may hold a secret.
    pub(crate) fn shown(&self) -> &str {
        let url = self.place.url.split(['?', '#']).next().unwrap_or_default();
        url.rsplit_once('@').map_or(url, |(_, behind)| behind)
    }

    /// Takes a document that was fetched; whether it is another than the one before.
    pub(super) fn take(&self, document: Vec<u8>) -> Result<bool, gwc_token::KeySetError> {
        if self.newest().is_some_and(|newest| newest.document == document) {
            return Ok(false);
        }
        let keys = KeySet::parse(&document)?;
        let generation = next_generation();
        self.newest.store(Some(Arc::new(Fetched { keys, generation, document })));
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_shown_without_its_secrets() {
        let (stores, _added) = KeyStores::new();
        for (url, shown) in [
            ("https://id.example/jwks", "https://id.example/jwks"),
            ("https://user:secret@id.example/jwks", "id.example/jwks"),
            ("https://id.example/jwks?key=secret#secret", "https://id.example/jwks"),
        ] {
            assert_eq!(stores.at(Place::key_set(url)).shown(), shown);
        }
    }

    #[test]
    fn allow_http_makes_no_second_store_of_an_https_url() {
        let place = |url: &str, discover, allow_http| {
            Place::of(&Jwt {
                issuer: Issuer::Exact("https://id.example".to_owned()),
                jwks_url: url.to_owned(),
                discover,
                secret: None,
                on_error: gwc_artifact::KeyFailure::Closed,
                probe: false,
                allow_http,
                algorithms: gwc_artifact::Set::default(),
                audiences: gwc_artifact::Audiences::Any,
                sources: Vec::new(),
                leeway: Duration::ZERO,
                require: gwc_artifact::Set::default(),
                headers: gwc_artifact::Set::default(),
            })
        };
        let https = "https://id.example/jwks";
        assert_eq!(place(https, false, true), place(https, false, false));
        assert_ne!(place(https, true, true), place(https, true, false));
        assert!(place("http://id.example/jwks", false, true).allow_http);
    }

    #[test]
    fn one_address_has_one_store_as_long_as_it_is_used() {
        let (stores, mut added) = KeyStores::new();
        let first = stores.at(Place::key_set("https://id.example/jwks"));
        assert!(Arc::ptr_eq(&first, &stores.at(Place::key_set("https://id.example/jwks"))));
        assert!(added.try_recv().is_ok() && added.try_recv().is_err());
        drop(first);
        stores.at(Place::key_set("https://id.example/jwks"));
        assert!(added.try_recv().is_ok(), "it is fetched again");
    }
}
