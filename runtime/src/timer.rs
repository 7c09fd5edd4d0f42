//! Deadlines that cost little while they hold: a timer is set when something has to wait, and set anew only when it
//! fires too early.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::time::{Instant, Sleep, sleep_until, timeout_at};

/// The earlier of two deadlines, either of which may be absent.
pub(crate) fn earlier(one: Option<Instant>, other: Option<Instant>) -> Option<Instant> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}

/// The future's output, or `None` if the deadline passes first.
pub(crate) async fn before<F: Future>(deadline: Option<Instant>, future: F) -> Option<F::Output> {
    match deadline {
        Some(deadline) => timeout_at(deadline, future).await.ok(),
        None => Some(future.await),
    }
}

/// The limits of something that comes in pieces: how long a pause may be, and when all must be over.
#[derive(Debug)]
pub(crate) struct Pace {
    pause: Option<Duration>,
    end: Option<Instant>,
    last: Instant,
    timer: Option<Pin<Box<Sleep>>>,
}

impl Pace {
    pub(crate) fn new(pause: Option<Duration>, end: Option<Instant>) -> Pace {
        Pace { pause, end, last: Instant::now(), timer: None }
    }

    /// A piece came; answers whether it still came before the end of all.
    #[must_use]
    pub(crate) fn moved(&mut self) -> bool {
        if self.pause.is_some() || self.end.is_some() {
            self.last = Instant::now();
        }
        self.end.is_none_or(|end| self.last < end)
    }

    /// Ready when a limit has passed. Call it while waiting for the next piece.
    pub(crate) fn poll_passed(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        loop {
            let Some(due) = earlier(self.pause.and_then(|pause| self.last.checked_add(pause)), self.end)
            else {
                return Poll::Pending;
            };
            let timer = self.timer.get_or_insert_with(|| Box::pin(sleep_until(due)));
            // A timer that is set too early is left to fire: most pieces come long before.
            if timer.deadline() > due {
                timer.as_mut().reset(due);
            }
            if timer.as_mut().poll(cx).is_pending() {
                return Poll::Pending;
            }
            if Instant::now() >= due {
                return Poll::Ready(());
            }
            timer.as_mut().reset(due);
        }
    }
}
