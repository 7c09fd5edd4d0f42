//! Keys rotate while several clients send valid tokens without a pause: no valid request fails.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use gwc_tests::net::{Issuer, Served, SigningKey, Upstream, Wire};

use super::{gateway, with};

/// How many clients send at once.
const CLIENTS: usize = 4;
/// How many answers each client has in each step before the next one begins.
const ANSWERS: usize = 60;
/// Longer than any step takes, on a busy machine too.
const PATIENCE: Duration = Duration::from_secs(120);

/// What clients do at the moment: the keys that sign, and the answers to each client since.
struct Load<'a> {
    keys: &'a [SigningKey],
    step: AtomicUsize,
    answers: [AtomicUsize; CLIENTS],
    /// What a request returned that was to pass.
    failed: Mutex<Vec<String>>,
}

impl Load<'_> {
    /// The keys of a step. In even ones a key signs alone, in odd ones the next one has begun and both do.
    fn signing(&self, step: usize) -> &[SigningKey] {
        &self.keys[step / 2..=step.div_ceil(2)]
    }

    /// The last step: the last key signs alone.
    fn last(&self) -> usize {
        2 * (self.keys.len() - 1)
    }

    /// Sends tokens until all steps are over: of each key one that is new, and one that was verified before.
    fn send(&self, served: &Served, client: usize) {
        let mut wire = Wire::connect(served.address);
        let kept: Vec<String> =
            self.keys.iter().map(|key| key.token(&format!("kept-{client}"), "")).collect();
        for number in 0_usize.. {
            let step = self.step.load(Ordering::SeqCst);
            if step > self.last() || !self.failed().is_empty() {
                return;
            }
            let signing = self.signing(step);
            let at = number % signing.len();
            let token = match number % 4 {
                0 | 1 => signing[at].token(&format!("new-{client}-{number}"), ""),
                _ => kept[step / 2 + at].clone(),
            };
            wire.send(format!("GET /user HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\r\n"));
            match wire.answer() {
                Some(answer) if answer.status == 200 => {}
                other => {
                    let status = other.map(|answer| answer.status);
                    self.failed().push(format!("step {step}, request {number}, key {at}: {status:?}"));
                }
            }
            // An answer to a request of the step before does not count for the next one.
            if self.step.load(Ordering::SeqCst) == step {
                self.answers[client].fetch_add(1, Ordering::SeqCst);
            }
        }
    }

    fn failed(&self) -> std::sync::MutexGuard<'_, Vec<String>> {
        self.failed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins a step, and waits until each client has had its answers in it.
    fn run(&self, step: usize) {
        self.step.store(step, Ordering::SeqCst);
        self.answers.iter().for_each(|answers| answers.store(0, Ordering::SeqCst));
        let until = Instant::now() + PATIENCE;
        while self.answers.iter().any(|answers| answers.load(Ordering::SeqCst) < ANSWERS) {
            if !self.failed().is_empty() {
                return;
            }
            if Instant::now() > until {
                // The clients end with it, which they would not with a panic.
                self.failed().push(format!("step {step} does not end"));
            }
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

#[test]
fn keys_rotate_under_load_without_a_valid_request_that_fails() {
    let upstream = Upstream::text("ok");
    let keys: Vec<SigningKey> = ["a", "b", "c", "d"].map(SigningKey::new).into();
    let issuer = Issuer::start(&[&keys[0]]);
    let served = Served::start(&gateway(&upstream, &issuer));
    assert_eq!(with(&served, "/user", &keys[0].token("u", "")), 200);
    let load = Load {
        keys: &keys,
        step: AtomicUsize::new(0),
        answers: std::array::from_fn(|_| AtomicUsize::new(0)),
        failed: Mutex::default(),
    };
    std::thread::scope(|scope| {
        for client in 0..CLIENTS {
            let (load, served) = (&load, &served);
            scope.spawn(move || load.send(served, client));
        }
        for step in 0..=load.last() {
            // The issuer publishes a key before it signs with it, and removes one that nobody uses any more.
            let published = &keys[step / 2..=step.div_ceil(2)];
            if step % 2 == 1 {
                issuer.publish(&published.iter().collect::<Vec<_>>());
            }
            load.run(step);
        }
        load.step.store(load.last() + 1, Ordering::SeqCst);
    });
    let failed = load.failed().clone();
    assert!(failed.is_empty(), "{failed:#?}");
    // Of the keys before, only the one that was published beside the last is still valid.
    let statuses: Vec<u16> =
        keys.iter().map(|key| with(&served, "/user", &key.token("kept-0", ""))).collect();
    assert_eq!(statuses, [401, 401, 200, 200]);
    // One for each key, and some that began just before a key was published.
    let fetches = issuer.fetches();
    assert!((4..=14).contains(&fetches), "{fetches} fetches");
}
