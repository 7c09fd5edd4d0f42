//! How long each part of a request may take: connect, first byte, idle and total, each on its own.

use std::future::Future;
use std::pin::Pin;

use gwc_artifact::Timeouts;
use tokio::time::Instant;

use crate::error::ProxyError;
use crate::timer::{BodyDeadline, Timers, earlier};
use crate::upstream::upload::{Progress, Upload};

/// The timeouts of one request.
pub(crate) struct Deadlines<'a> {
    timeouts: &'a Timeouts,
    pub(crate) timers: &'a Timers,
    /// The end of all.
    total: Option<Instant>,
}

impl<'a> Deadlines<'a> {
    /// Those of a request whose head came at `started`.
    pub(crate) fn new(timeouts: &'a Timeouts, started: Instant, timers: &'a Timers) -> Deadlines<'a> {
        Deadlines { timeouts, timers, total: timeouts.total.and_then(|total| started.checked_add(total)) }
    }

    /// When a connection that is opened from now on must be there.
    pub(crate) fn connect(&self) -> Option<Instant> {
        let late = self.timeouts.connect.and_then(|late| Instant::now().checked_add(late));
        earlier(late, self.total)
    }

    /// The timeout that passed while a connection was waited for.
    pub(crate) fn not_connected(&self) -> ProxyError {
        if self.is_over() { ProxyError::TotalTimeout } else { ProxyError::ConnectTimeout }
    }

    /// Waits for the head of the response. The first byte may be late by `first_byte` from `since` on, or from the
    /// moment on when the upstream has the whole request; while the client has to send more, only its own pauses and
    /// `total` apply.
    pub(crate) async fn head<F: Future>(
        &self,
        since: Instant,
        upload: Option<&Upload>,
        mut sent: Pin<&mut F>,
    ) -> Result<F::Output, ProxyError> {
        let mut due = self.first_byte(since);
        loop {
            if let Some(result) = self.timers.before(earlier(due, self.total), sent.as_mut()).await {
                return Ok(result);
            }
            if self.is_over() {
                return Err(ProxyError::TotalTimeout);
            }
            let since = match upload.map(Upload::progress) {
                Some(Progress::Client) => Instant::now(),
                Some(Progress::Upstream(since)) => since,
                None => return Err(ProxyError::FirstByteTimeout),
            };
            due = self.first_byte(since);
            if due.is_some_and(|due| due <= Instant::now()) {
                return Err(ProxyError::FirstByteTimeout);
            }
        }
    }

    /// The deadlines of the response body.
    pub(crate) fn to_client(&self) -> BodyDeadline {
        BodyDeadline::new(self.timeouts.idle, self.total, self.timers)
    }

    fn first_byte(&self, since: Instant) -> Option<Instant> {
        self.timeouts.first_byte.and_then(|late| since.checked_add(late))
    }

    fn is_over(&self) -> bool {
        self.total.is_some_and(|total| total <= Instant::now())
    }
}
