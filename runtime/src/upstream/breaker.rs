//! The circuit breaker of an upstream: what fails in a row gets no requests for a while.
//!
//! As KrakenD's (sony/gobreaker v2.4): closed, it counts failures in a row, in windows of a fixed length; open, it refuses
//! every request; after that it lets one request through, and its result decides. Unlike there, a request that is given
//! up before its result gives its place back, so that a client that leaves cannot keep the breaker half-open.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use gwc_artifact::Failure;
use tokio::time::Instant;

use crate::error::ProxyError;

/// A breaker, shared by all cores and kept over reloads.
#[derive(Debug)]
pub(crate) struct Breaker {
    rules: gwc_artifact::Breaker,
    state: Mutex<State>,
    /// How often it opened, for metrics.
    opened: AtomicU64,
    /// How many requests it refused, for metrics.
    refused: AtomicU64,
}

#[derive(Debug, Clone, Copy)]
enum State {
    /// Failures in a row, and when the window ends.
    Closed {
        failures: u64,
        ends: Option<Instant>,
    },
    Open {
        until: Instant,
    },
    /// Whether the one request is under way.
    HalfOpen {
        busy: bool,
    },
}

/// What a breaker is, for metrics and health.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct BreakerCounters {
    /// Whether requests are refused now.
    pub(crate) is_open: bool,
    /// How often it opened.
    pub(crate) opened: u64,
    /// How many requests it refused.
    pub(crate) refused: u64,
}

/// A request that was admitted. Dropping it without a result counts nothing.
#[derive(Debug)]
pub(crate) struct Permit {
    breaker: Arc<Breaker>,
    /// Whether it is the one request of a half-open breaker.
    probe: bool,
}

impl Breaker {
    pub(crate) fn of(rules: &gwc_artifact::Breaker) -> Breaker {
        let state = Mutex::new(State::Closed { failures: 0, ends: None });
        Breaker { rules: rules.clone(), state, opened: AtomicU64::new(0), refused: AtomicU64::new(0) }
    }

    pub(crate) fn rules(&self) -> &gwc_artifact::Breaker {
        &self.rules
    }

    /// # Errors
    /// 503 while it is open.
    pub(crate) fn admit(self: &Arc<Self>, now: Instant) -> Result<Permit, ProxyError> {
        let mut state = self.lock();
        if let State::Open { until } = *state
            && until <= now
        {
            *state = State::HalfOpen { busy: false };
        }
        let probe = match &mut *state {
            State::Closed { .. } => false,
            State::HalfOpen { busy: busy @ false } => {
                *busy = true;
                true
            }
            State::HalfOpen { busy: true } => return Err(self.refuse(Duration::from_secs(1))),
            State::Open { until } => return Err(self.refuse(until.saturating_duration_since(now))),
        };
        Ok(Permit { breaker: Arc::clone(self), probe })
    }

    fn refuse(&self, wait: Duration) -> ProxyError {
        self.refused.fetch_add(1, Ordering::Relaxed);
        // Whole seconds, so that a client that waits so long is not early.
        ProxyError::CircuitOpen { wait: wait.as_secs() + u64::from(wait.subsec_nanos() > 0) }
    }

    fn succeeded(&self, probe: bool) {
        let mut state = self.lock();
        match &mut *state {
            State::Closed { failures, .. } => *failures = 0,
            // A request from before the breaker opened says nothing about now.
            State::HalfOpen { .. } if probe => *state = State::Closed { failures: 0, ends: None },
            _ => {}
        }
    }

    fn failed(&self, probe: bool, failure: Failure, now: Instant) {
        let counts = self.rules.count.contains(&failure);
        let mut state = self.lock();
        match &mut *state {
            State::HalfOpen { .. } if probe && counts => self.open(&mut state, now),
            State::HalfOpen { .. } if probe => *state = State::Closed { failures: 0, ends: None },
            State::Closed { failures, ends } if counts => {
                if ends.is_some_and(|ends| ends <= now) {
                    *failures = 0;
                    *ends = None;
                }
                *ends = ends.or_else(|| now.checked_add(self.rules.within?));
                *failures += 1;
                if *failures >= self.rules.errors {
                    self.open(&mut state, now);
                }
            }
            _ => {}
        }
    }

    fn open(&self, state: &mut State, now: Instant) {
        self.opened.fetch_add(1, Ordering::Relaxed);
        *state = State::Open { until: now + self.rules.open };
    }

    fn given_up(&self) {
        if let State::HalfOpen { busy } = &mut *self.lock() {
            *busy = false;
        }
    }

    /// Its state and counters.
    pub(crate) fn counters(&self) -> BreakerCounters {
        BreakerCounters {
            is_open: !matches!(*self.lock(), State::Closed { .. }),
            opened: self.opened.load(Ordering::Relaxed),
            refused: self.refused.load(Ordering::Relaxed),
        }
    }

    /// Nothing panics while it is locked, so a poisoned lock holds a valid state.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Permit {
    /// The head of a response is there. A probe is over with it; otherwise the body decides, unless the status does.
    pub(crate) fn answered(&mut self, status: hyper::StatusCode) {
        if status.is_server_error() && self.breaker.rules.count.contains(&Failure::Status5xx) {
            self.fail(Failure::Status5xx);
        } else if std::mem::take(&mut self.probe) {
            self.breaker.succeeded(true);
        }
    }

    /// The body of the response came to its end.
    pub(crate) fn ended(&mut self) {
        self.breaker.succeeded(std::mem::take(&mut self.probe));
    }

    /// It failed.
    pub(crate) fn fail(&mut self, failure: Failure) {
        self.breaker.failed(std::mem::take(&mut self.probe), failure, Instant::now());
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        if self.probe {
            self.breaker.given_up();
        }
    }
}

#[cfg(test)]
mod tests {
    use gwc_artifact::Set;
    use proptest::prelude::*;

    use super::*;

    fn breaker(errors: u64, within: Option<u64>) -> Arc<Breaker> {
        Arc::new(Breaker::of(&gwc_artifact::Breaker {
            errors,
            within: within.map(Duration::from_secs),
            open: Duration::from_secs(10),
            count: Failure::ALL.into_iter().collect::<Set<_>>(),
        }))
    }

    fn failing(breaker: &Arc<Breaker>, now: Instant) {
        let permit = breaker.admit(now).unwrap();
        breaker.failed(permit.probe, Failure::Reset, now);
        // Its result is in; dropping it gives nothing back.
        std::mem::forget(permit);
    }

    #[test]
    fn it_opens_at_the_last_error_and_one_request_probes() {
        let (breaker, start) = (breaker(3, None), Instant::now());
        (0..2).for_each(|_| failing(&breaker, start));
        breaker.admit(start).unwrap().ended();
        (0..2).for_each(|_| failing(&breaker, start));
        assert!(breaker.admit(start).is_ok(), "a success ends the row");
        failing(&breaker, start);
        assert_eq!(breaker.admit(start).unwrap_err(), ProxyError::CircuitOpen { wait: 10 });
        let later = start + Duration::from_secs(10);
        let probe = breaker.admit(later).unwrap();
        assert!(breaker.admit(later).is_err(), "one request alone");
        drop(probe);
        let mut probe = breaker.admit(later).unwrap();
        probe.answered(hyper::StatusCode::OK);
        drop(probe);
        assert_eq!(breaker.counters(), BreakerCounters { is_open: false, opened: 1, refused: 2 });
    }

    #[test]
    fn a_window_ends_the_count() {
        let (breaker, start) = (breaker(2, Some(5)), Instant::now());
        failing(&breaker, start);
        failing(&breaker, start + Duration::from_secs(5));
        assert!(breaker.admit(start + Duration::from_secs(5)).is_ok());
        failing(&breaker, start + Duration::from_secs(6));
        assert!(breaker.admit(start + Duration::from_secs(6)).is_err());
    }

    #[test]
    fn cancelled_probes_leak_nothing() {
        let (breaker, start) = (breaker(1, None), Instant::now());
        failing(&breaker, start);
        let later = start + Duration::from_secs(10);
        for _ in 0..100_000 {
            drop(breaker.admit(later).unwrap());
        }
        breaker.admit(later).unwrap().ended();
        assert!(!breaker.counters().is_open);
    }

    proptest! {
        /// The model: gobreaker with one probe. Requests end at once, so generations need no model.
        #[test]
        fn it_is_the_breaker_of_krakend(
            errors in 1..5_u64,
            steps in prop::collection::vec((any::<bool>(), 0..7_u64), 0..60),
        ) {
            let breaker = breaker(errors, Some(6));
            let start = Instant::now();
            let (mut now, mut row, mut ends, mut open) = (0, 0, None::<u64>, None::<u64>);
            for (fails, pause) in steps {
                now += pause;
                let at = start + Duration::from_secs(now);
                let admitted = open.is_none_or(|until| until <= now);
                let permit = breaker.admit(at);
                prop_assert_eq!(permit.is_ok(), admitted);
                let Ok(mut permit) = permit else { continue };
                let probe = open.take().is_some();
                if probe { (row, ends) = (0, None); }
                if ends.is_some_and(|ends| ends <= now) { (row, ends) = (0, None); }
                match fails {
                    false => { permit.ended(); row = 0; }
                    true => {
                        breaker.failed(std::mem::take(&mut permit.probe), Failure::Timeout, at);
                        ends = ends.or(Some(now + 6));
                        row += 1;
                        if probe || row >= errors { open = Some(now + 10); row = 0; ends = None; }
                    }
                }
            }
        }
    }
}
