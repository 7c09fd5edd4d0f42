//! One answer for all callers of the same key at the same time, and for a while afterwards.
//!
//! Shared by all cores. What is asked is known by its SHA-256 alone, so no credential stays in memory. Two halves bound the
//! memory: when the young half is full it becomes the old one, and what was not asked for again is forgotten.

use std::collections::HashMap;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::OnceCell;
use tokio::time::Instant;

/// The SHA-256 of what is asked.
pub(crate) type Question = [u8; 32];

/// Answers in each half.
const HALF: usize = 32_768;

/// The answers to one kind of question.
#[derive(Debug)]
pub(crate) struct Answers<A> {
    halves: Mutex<Halves<A>>,
}

#[derive(Debug)]
struct Halves<A> {
    young: HashMap<Question, Arc<Flight<A>>>,
    old: HashMap<Question, Arc<Flight<A>>>,
}

/// An answer that is under way, or there, and the time until which it is used.
#[derive(Debug)]
struct Flight<A>(OnceCell<(A, Instant)>);

impl<A> Default for Answers<A> {
    fn default() -> Self {
        Answers { halves: Mutex::new(Halves { young: HashMap::new(), old: HashMap::new() }) }
    }
}

impl<A: Clone> Answers<A> {
    /// The answer to a question: a known one, one that somebody else waits for, or that of `ask`. `life` is how long it is
    /// used for others; with 0, only the callers that were there before get it. If the caller that works goes away, the next of
    /// those that wait continues.
    pub(crate) async fn get(
        &self,
        question: Question,
        ask: impl Future<Output = A>,
        life: impl FnOnce(&A) -> Duration,
    ) -> A {
        let flight = self.join(question);
        let asked = async {
            let answer = ask.await;
            let until = Instant::now() + life(&answer);
            (answer, until)
        };
        flight.0.get_or_init(|| asked).await.0.clone()
    }

    fn join(&self, question: Question) -> Arc<Flight<A>> {
        let halves = &mut *self.halves.lock().unwrap_or_else(PoisonError::into_inner);
        let known = halves.young.get(&question).cloned().or_else(|| halves.old.remove(&question));
        let flight = match known {
            Some(flight) if flight.is_current() => flight,
            _ => Arc::new(Flight(OnceCell::new())),
        };
        if halves.young.len() >= HALF && !halves.young.contains_key(&question) {
            halves.old = std::mem::take(&mut halves.young);
        }
        halves.young.insert(question, Arc::clone(&flight));
        flight
    }
}

impl<A> Flight<A> {
    /// Whether it has no answer yet, or one that is still used.
    fn is_current(&self) -> bool {
        self.0.get().is_none_or(|(_, until)| *until > Instant::now())
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    fn question(text: u32) -> Question {
        let mut question = Question::default();
        question[..4].copy_from_slice(&text.to_be_bytes());
        question
    }

    #[tokio::test(start_paused = true)]
    async fn who_asks_at_the_same_time_gets_one_answer() {
        let (answers, asked) = (Answers::default(), Cell::new(0));
        let get = || {
            let ask = async {
                asked.set(asked.get() + 1);
                tokio::time::sleep(Duration::from_secs(1)).await;
                asked.get()
            };
            answers.get(question(1), ask, |_| Duration::from_secs(10))
        };
        let (one, other) = tokio::join!(get(), get());
        assert_eq!((one, other, get().await), (1, 1, 1));
        tokio::time::advance(Duration::from_secs(10)).await;
        assert_eq!(get().await, 2);
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_without_life_is_for_those_who_waited() {
        let (answers, asked) = (Answers::default(), Cell::new(0));
        let get = || {
            let ask = async {
                asked.set(asked.get() + 1);
                tokio::task::yield_now().await;
            };
            answers.get(question(1), ask, |()| Duration::ZERO)
        };
        tokio::join!(get(), get());
        assert_eq!(asked.get(), 1);
        get().await;
        assert_eq!(asked.get(), 2);
    }

    #[tokio::test(start_paused = true)]
    async fn the_next_asks_when_the_first_goes_away() {
        let answers = Answers::default();
        let never = answers.get(question(1), std::future::pending::<u8>(), |_| Duration::ZERO);
        let given_up = tokio::time::timeout(Duration::from_secs(1), never);
        let next = answers.get(question(1), async { 7 }, |_| Duration::ZERO);
        let (given_up, next) = tokio::join!(given_up, next);
        assert!(given_up.is_err());
        assert_eq!(next, 7);
    }

    #[tokio::test]
    async fn memory_is_bounded() {
        let answers = Answers::default();
        for text in 0..200_000 {
            answers.get(question(text), async {}, |()| Duration::from_secs(60)).await;
        }
        let halves = answers.halves.lock().unwrap();
        assert!(halves.young.len() + halves.old.len() <= 2 * HALF);
    }
}
