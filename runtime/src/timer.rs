//! Deadlines that cost little while they hold. A timer is set when something has to wait, set anew only when it fires
//! too early, and kept for the next wait: a busy connection sets one every now and then, not two for each request.

use std::cell::RefCell;
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::time::{Instant, Sleep, sleep_until};

/// The earlier of two deadlines, either of which may be absent.
pub(crate) fn earlier(one: Option<Instant>, other: Option<Instant>) -> Option<Instant> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}

/// The timers of one connection that nothing waits for at the moment.
#[derive(Debug, Clone, Default)]
pub(crate) struct Timers(Rc<RefCell<Vec<Pin<Box<Sleep>>>>>);

/// One wait: takes a timer when it is needed and gives it back at its end.
#[derive(Debug)]
struct Alarm {
    timers: Timers,
    timer: Option<Pin<Box<Sleep>>>,
}

impl Timers {
    /// The future's output, or `None` if the deadline passes first.
    pub(crate) async fn before<F: Future>(&self, deadline: Option<Instant>, future: F) -> Option<F::Output> {
        let mut future = pin!(future);
        let Some(deadline) = deadline else { return Some(future.await) };
        let mut alarm = self.alarm();
        poll_fn(|cx| match future.as_mut().poll(cx) {
            Poll::Ready(output) => Poll::Ready(Some(output)),
            Poll::Pending => alarm.poll_passed(cx, deadline).map(|()| None),
        })
        .await
    }

    fn alarm(&self) -> Alarm {
        Alarm { timers: self.clone(), timer: None }
    }
}

impl Alarm {
    /// Ready when the deadline has passed. It may be another one at each call.
    fn poll_passed(&mut self, cx: &mut Context<'_>, due: Instant) -> Poll<()> {
        let kept = || self.timers.0.borrow_mut().pop().unwrap_or_else(|| Box::pin(sleep_until(due)));
        let timer = self.timer.get_or_insert_with(kept);
        // One that is set too early is left to fire: most waits end long before.
        if timer.deadline() > due {
            timer.as_mut().reset(due);
        }
        while timer.as_mut().poll(cx).is_ready() {
            if Instant::now() >= due {
                return Poll::Ready(());
            }
            timer.as_mut().reset(due);
        }
        Poll::Pending
    }
}

impl Drop for Alarm {
    fn drop(&mut self) {
        self.timers.0.borrow_mut().extend(self.timer.take());
    }
}

/// The limits of a body that arrives in pieces: the longest pause, and the deadline of the whole.
///
/// The clock is asked when something has to wait, and now and then while pieces come without: most answers are one
/// piece that is there already.
#[derive(Debug)]
pub(crate) struct BodyDeadline {
    pause: Option<Duration>,
    end: Option<Instant>,
    /// When the wait for the next piece began.
    waits_since: Option<Instant>,
    /// Pieces since the clock was asked.
    unchecked: u8,
    alarm: Alarm,
}

/// How many pieces may come before the clock is asked whether all should be over.
const UNCHECKED: u8 = 16;

impl BodyDeadline {
    pub(crate) fn new(pause: Option<Duration>, end: Option<Instant>, timers: &Timers) -> BodyDeadline {
        BodyDeadline { pause, end, waits_since: None, unchecked: 0, alarm: timers.alarm() }
    }

    /// A piece came; answers whether it still came before the end of all.
    #[must_use]
    pub(crate) fn progressed(&mut self) -> bool {
        self.waits_since = None;
        self.unchecked += 1;
        if self.unchecked < UNCHECKED {
            return true;
        }
        self.unchecked = 0;
        self.end.is_none_or(|end| Instant::now() < end)
    }

    /// Ready when a limit has passed. Call it while waiting for the next piece.
    pub(crate) fn poll_passed(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let since = self.pause.map(|pause| (*self.waits_since.get_or_insert_with(Instant::now), pause));
        match earlier(since.and_then(|(since, pause)| since.checked_add(pause)), self.end) {
            Some(due) => self.alarm.poll_passed(cx, due),
            None => Poll::Pending,
        }
    }
}
