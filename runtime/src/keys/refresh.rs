//! When key sets are fetched: at the start, from time to time, and when a token has an unknown key id.

use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, Weak};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

use super::fetch;
use super::store::{Added, KeyStore};
use crate::phase::Phase;
use crate::report;

/// How old a set becomes before it is fetched again without a token that needs it.
const FRESH: Duration = Duration::from_secs(900);
/// How much earlier a set may be fetched, so that a fleet that started together does not fetch together.
const JITTER: Duration = Duration::from_secs(90);
/// The first pause after a failure; it doubles up to the last.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LAST_PAUSE: Duration = Duration::from_secs(60);

/// How soon tokens may request another fetch after a new set, while no set is loaded, or after the first attempt that
/// brought nothing new: it may have begun just before the issuer published the key.
const SOON: Duration = Duration::from_secs(1);
/// How soon they may after a second such attempt.
const VAIN: Duration = Duration::from_secs(30);

/// Keeps the sets of all stores fresh until the server has stopped.
pub(crate) async fn run(mut added: Added, mut phase: watch::Receiver<Phase>) {
    let fetching = async {
        while let Some(store) = added.recv().await {
            tokio::task::spawn_local(keep_fresh(Arc::downgrade(&store)));
        }
        std::future::pending::<()>().await;
    };
    tokio::select! {
        () = fetching => {}
        _ = phase.wait_for(|phase| *phase == Phase::Stopped) => {}
    }
}

/// The pauses of one store.
struct Pauses {
    /// After the next failure.
    failure: Duration,
    /// When the last attempt ended that brought nothing new; none since a new set.
    vain: Option<Instant>,
}

/// Keeps one store fresh until no gateway uses it.
async fn keep_fresh(store: Weak<KeyStore>) {
    let mut pauses = Pauses { failure: FIRST_PAUSE, vain: None };
    loop {
        let Some(now) = store.upgrade() else { return };
        now.attempts.send_modify(|attempts| attempts.begun += 1);
        let result = refresh(&now).await;
        now.fetches.count(result.is_ok());
        let (wait, next) = pauses.after(&result, now.newest().is_some());
        if let Err(error) = result {
            report::warning(format!("the keys of `{}` cannot be fetched: {error}", now.shown()));
        }
        let (ended, mut attempts) = (Instant::now(), 0);
        now.attempts.send_modify(|all| {
            all.ended += 1;
            all.next = ended + next;
            attempts = all.ended;
        });
        drop(now);
        if !elapsed(&store, attempts, ended + wait, ended + next).await {
            return;
        }
    }
}

/// Fetches a set; whether it is a new one.
async fn refresh(store: &KeyStore) -> Result<bool, String> {
    let document = fetch::key_set(&store.place).await?;
    store.take(document).map_err(|error| error.to_string())
}

impl Pauses {
    /// How long until the next attempt, and how long until tokens may request one.
    fn after(&mut self, result: &Result<bool, String>, has_keys: bool) -> (Duration, Duration) {
        let next = match result {
            Ok(true) => {
                self.vain = None;
                SOON
            }
            _ if !has_keys => SOON,
            _ => self.after_vain(Instant::now()),
        };
        let wait = match result {
            Ok(_) => {
                self.failure = FIRST_PAUSE;
                FRESH - jitter()
            }
            Err(_) => {
                let failure = self.failure;
                self.failure = (failure * 2).min(LAST_PAUSE);
                failure
            }
        };
        (wait, next)
    }

    /// How long until tokens may request one, after an attempt that ended now without anything new.
    fn after_vain(&mut self, now: Instant) -> Duration {
        let again = self.vain.is_some_and(|last| now < last + 2 * VAIN);
        self.vain = Some(now);
        if again { VAIN } else { SOON }
    }
}

/// Waits until `at`, or until a token requests a fetch from `from` on, one more than the `ended` ones; `false` when no gateway
/// uses the store any more.
async fn elapsed(store: &Weak<KeyStore>, ended: u64, at: Instant, from: Instant) -> bool {
    /// How long an unused store may stay.
    const LOOK: Duration = Duration::from_secs(5);
    loop {
        let Some(store) = store.upgrade() else { return false };
        let now = Instant::now();
        if now >= at {
            return true;
        }
        let asked = async {
            sleep_until(from).await;
            // The store is there as long as this waits.
            let _ = store.wanted.subscribe().wait_for(|wanted| *wanted > ended).await;
        };
        tokio::select! {
            () = asked => return true,
            () = sleep_until(at.min(now + LOOK)) => {}
        }
    }
}

fn jitter() -> Duration {
    JITTER.mul_f64((RandomState::new().hash_one(0_u8) % 1_000) as f64 / 1_000.0)
}

#[cfg(test)]
mod tests {
    use super::super::store::{KeyStores, Place};
    use super::*;

    const SET: &str = r#"{"keys":[{"kty":"OKP","kid":"a","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}"#;

    /// Runs a paused clock on, as the keeper of a store sees it.
    async fn pass(time: Duration) {
        let end = Instant::now() + time;
        while Instant::now() < end {
            tokio::time::sleep(Duration::from_millis(250)).await;
        }
    }

    #[test]
    fn keys_outlive_ten_minutes_without_their_issuer_and_it_is_asked_seldom() {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .start_paused(true)
            .build_local(tokio::runtime::LocalOptions::default())
            .unwrap();
        runtime.block_on(async {
            let (stores, _added) = KeyStores::new();
            // Nobody listens there.
            let store = stores.at(Place::key_set("http://127.0.0.1:1/jwks"));
            store.take(SET.as_bytes().to_vec()).unwrap();
            let generation = store.newest().unwrap().generation;
            tokio::task::spawn_local(keep_fresh(Arc::downgrade(&store)));
            pass(Duration::from_secs(600)).await;
            assert_eq!(store.newest().unwrap().generation, generation);
            let attempts = store.attempts.borrow().ended;
            // 1, 2, 4, ... 60 s between them.
            assert!((9..=20).contains(&attempts), "{attempts} attempts");
        });
    }

    #[test]
    fn tokens_bring_one_attempt_soon_and_then_one_in_half_a_minute() {
        let mut pauses = Pauses { failure: FIRST_PAUSE, vain: None };
        let mut next = |result| pauses.after(&result, true).1;
        assert_eq!([next(Ok(true)), next(Ok(false)), next(Ok(false))], [SOON, SOON, VAIN]);
        assert_eq!([next(Err(String::new())), next(Ok(true)), next(Ok(false))], [VAIN, SOON, SOON]);
    }

    #[test]
    fn a_token_of_the_newest_set_does_not_wait_for_another() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let (stores, _added) = KeyStores::new();
        let store = stores.at(Place::key_set("http://127.0.0.1:1/jwks"));
        store.take(SET.as_bytes().to_vec()).unwrap();
        assert!(runtime.block_on(store.newer_than(None)));
        assert_eq!(*store.wanted.borrow(), 0, "it came after the token was looked at");
    }

    #[test]
    fn a_cold_store_recovers_when_its_issuer_does_and_tokens_do_not_hurry_it_much() {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .start_paused(true)
            .build_local(tokio::runtime::LocalOptions::default())
            .unwrap();
        runtime.block_on(async {
            let (stores, _added) = KeyStores::new();
            let store = stores.at(Place::key_set("http://127.0.0.1:1/jwks"));
            tokio::task::spawn_local(keep_fresh(Arc::downgrade(&store)));
            for _ in 0..100 {
                let ended = store.attempts.borrow().ended;
                store.want(ended + 1);
                pass(Duration::from_millis(100)).await;
            }
            let attempts = store.attempts.borrow().ended;
            // 100 tokens in 25 s ask for an attempt a second at most.
            assert!(store.newest().is_none() && attempts <= 30, "{attempts} attempts");
            store.take(SET.as_bytes().to_vec()).unwrap();
            assert!(store.newest().is_some());
        });
    }
}
