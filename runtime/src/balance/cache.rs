//! What is known of accounts, for a short time, and which questions are under way.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use gwc_artifact::Balance;
use tokio::sync::watch;

use super::ask;
use crate::clock::Clock;
use crate::report;

/// How many accounts are known, in each half.
const HALF: usize = 32_768;
/// How long a failure is used again: a service in trouble is not asked for each request.
const FAILURE: Duration = Duration::from_secs(1);

/// The balance services of a process.
#[derive(Debug)]
pub(crate) struct Balances {
    known: Mutex<Vec<Arc<Service>>>,
    clock: Clock,
}

/// A balance service, and what it has answered.
#[derive(Debug)]
pub(crate) struct Service {
    balance: Balance,
    /// By which answers grow old.
    clock: Clock,
    accounts: Mutex<Halves>,
    /// How often it was asked, and how often that failed. For metrics.
    pub(crate) asked: AtomicU64,
    pub(crate) failed: AtomicU64,
}

/// When the young half is full it becomes the old one: a forgotten account costs a question.
#[derive(Debug, Default)]
struct Halves {
    young: HashMap<String, Entry>,
    old: HashMap<String, Entry>,
}

#[derive(Debug, Clone)]
enum Entry {
    Known {
        funds: Funds,
        until: Instant,
    },
    /// The answer comes here; the other end is gone if it never comes.
    Asked(watch::Receiver<Option<Funds>>),
}

/// Whether an account has funds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Funds {
    Some,
    None,
    /// The service did not answer.
    Unknown,
}

impl Balances {
    /// None yet. Their answers grow old by this clock.
    pub(crate) fn new(clock: Clock) -> Balances {
        Balances { known: Mutex::default(), clock }
    }

    /// All of them, for metrics.
    pub(crate) fn all(&self) -> Vec<Arc<Service>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The service of a balance: the one there is, if nothing of it has changed.
    pub(crate) fn at(&self, balance: &Balance) -> Arc<Service> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        // What no gateway uses any more is forgotten.
        known.retain(|service| Arc::strong_count(service) > 1);
        if let Some(service) = known.iter().find(|service| service.balance == *balance) {
            return Arc::clone(service);
        }
        let service = Arc::new(Service {
            balance: balance.clone(),
            clock: self.clock.clone(),
            accounts: Mutex::default(),
            asked: AtomicU64::new(0),
            failed: AtomicU64::new(0),
        });
        known.push(Arc::clone(&service));
        service
    }
}

impl Service {
    /// The name of the balance.
    pub(crate) fn name(&self) -> &str {
        &self.balance.name
    }

    /// Whether an account has funds. Requests of one account that come together wait for one answer.
    pub(crate) async fn funds(self: &Arc<Self>, account: &str) -> Funds {
        let mut answer = match self.known_or_asked(account) {
            Entry::Known { funds, .. } => return funds,
            Entry::Asked(answer) => answer,
        };
        let funds = match answer.wait_for(Option::is_some).await {
            Ok(funds) => *funds,
            // The core that asked has ended.
            Err(_) => None,
        };
        funds.unwrap_or(Funds::Unknown)
    }

    /// What is known, or the answer that is awaited; asks if neither is there.
    fn known_or_asked(self: &Arc<Self>, account: &str) -> Entry {
        let mut accounts = self.accounts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(entry) = accounts.get(account, self.now()) {
            return entry;
        }
        let (sender, answer) = watch::channel(None);
        accounts.insert(account, Entry::Asked(answer.clone()));
        drop(accounts);
        let (service, account) = (Arc::clone(self), account.to_owned());
        // A task of its own: the client that asked first may leave, and others wait for the same answer.
        tokio::task::spawn_local(async move {
            let funds = service.ask(&account).await;
            sender.send_replace(Some(funds));
        });
        Entry::Asked(answer)
    }

    fn now(&self) -> Instant {
        self.clock.instant(Instant::now())
    }

    async fn ask(&self, account: &str) -> Funds {
        self.asked.fetch_add(1, Ordering::Relaxed);
        let (funds, life) = match ask::has_funds(&self.balance, account).await {
            Ok(true) => (Funds::Some, self.balance.cache),
            Ok(false) => (Funds::None, self.balance.cache),
            Err(why) => {
                self.failed.fetch_add(1, Ordering::Relaxed);
                report::warning(format!("the balance `{}` cannot be requested: {why}", self.balance.name));
                (Funds::Unknown, FAILURE)
            }
        };
        let known = Entry::Known { funds, until: self.now() + life };
        self.accounts.lock().unwrap_or_else(PoisonError::into_inner).insert(account, known);
        funds
    }
}

impl Halves {
    /// What still holds.
    fn get(&self, account: &str, now: Instant) -> Option<Entry> {
        let entry = self.young.get(account).or_else(|| self.old.get(account))?;
        let holds = match entry {
            Entry::Known { until, .. } => now < *until,
            // Without its other end it is never answered.
            Entry::Asked(answer) => answer.has_changed().is_ok(),
        };
        holds.then(|| entry.clone())
    }

    fn insert(&mut self, account: &str, entry: Entry) {
        if self.young.len() >= HALF {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(account.to_owned(), entry);
    }
}
