//! What one core counts of one endpoint.

use std::time::Duration;

use super::counter::{Counter, Histogram};
use super::failures::Failures;
use crate::reason::Reason;

/// Bounds of durations, in nanoseconds: 1 ms to 1 min.
pub(crate) const TIMES: [u64; 15] = {
    const MS: u64 = 1_000_000;
    [
        MS,
        5 * MS / 2,
        5 * MS,
        10 * MS,
        25 * MS,
        50 * MS,
        100 * MS,
        250 * MS,
        500 * MS,
        1_000 * MS,
        2_500 * MS,
        5_000 * MS,
        10_000 * MS,
        30_000 * MS,
        60_000 * MS,
    ]
};
/// Bounds of sizes, in bytes.
pub(crate) const SIZES: [u64; 7] = [100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000];

/// How a request ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(usize)]
pub(crate) enum Outcome {
    /// It has its whole response.
    Complete,
    /// The client has to change it.
    Rejected,
    /// The upstream did not answer, or not in time.
    UpstreamFailed,
    /// The gateway could not serve it.
    GatewayFailed,
    /// The response ended before its end.
    Cut,
    /// The client left before the end.
    ClientGone,
}

impl Outcome {
    pub(crate) const ALL: [Outcome; 6] = [
        Outcome::Complete,
        Outcome::Rejected,
        Outcome::UpstreamFailed,
        Outcome::GatewayFailed,
        Outcome::Cut,
        Outcome::ClientGone,
    ];

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Outcome::Complete => "complete",
            Outcome::Rejected => "rejected",
            Outcome::UpstreamFailed => "upstream_failed",
            Outcome::GatewayFailed => "gateway_failed",
            Outcome::Cut => "cut",
            Outcome::ClientGone => "client_gone",
        }
    }
}

/// The classes of statuses.
pub(crate) const CLASSES: [&str; 5] = ["1xx", "2xx", "3xx", "4xx", "5xx"];

/// A request that is over.
#[derive(Debug)]
pub(crate) struct Finished {
    /// Whether it was a `HEAD` that met the endpoint of `GET`.
    pub(crate) head: bool,
    pub(crate) status: u16,
    pub(crate) outcome: Outcome,
    /// From its head to the end of its response.
    pub(crate) duration: Duration,
    /// From its head to the head of the upstream's response.
    pub(crate) first_byte: Option<Duration>,
    /// Bytes of its body and of its response's.
    pub(crate) received: u64,
    pub(crate) sent: u64,
    /// The cause of what went wrong.
    pub(crate) reason: Option<Reason>,
}

/// The counters of one endpoint.
#[derive(Debug)]
pub(crate) struct EndpointStats {
    /// `METHOD path`.
    pub(crate) name: String,
    /// By whether it was a `HEAD`, class of status, outcome.
    requests: [[[Counter; Outcome::ALL.len()]; CLASSES.len()]; 2],
    pub(crate) duration: Histogram<{ TIMES.len() }>,
    pub(crate) first_byte: Histogram<{ TIMES.len() }>,
    pub(crate) received: Histogram<{ SIZES.len() }>,
    pub(crate) sent: Histogram<{ SIZES.len() }>,
    pub(crate) failures: Failures,
}

impl EndpointStats {
    pub(crate) fn new(name: String) -> EndpointStats {
        EndpointStats {
            name,
            requests: Default::default(),
            duration: Histogram::default(),
            first_byte: Histogram::default(),
            received: Histogram::default(),
            sent: Histogram::default(),
            failures: Failures::default(),
        }
    }

    /// Counts a request.
    pub(crate) fn count(&self, request: &Finished) {
        let class = usize::from(request.status / 100).clamp(1, CLASSES.len()) - 1;
        self.requests[usize::from(request.head)][class][request.outcome as usize].add(1);
        self.duration.observe(&TIMES, nanoseconds(request.duration));
        if let Some(first_byte) = request.first_byte {
            self.first_byte.observe(&TIMES, nanoseconds(first_byte));
        }
        self.received.observe(&SIZES, request.received);
        self.sent.observe(&SIZES, request.sent);
        if let Some(reason) = request.reason {
            self.failures.count(reason);
        }
    }

    /// Every combination that occurred: whether it was a `HEAD`, the class, the outcome, and how often.
    pub(crate) fn each_request(&self, look: &mut impl FnMut(bool, &'static str, Outcome, u64)) {
        for (head, classes) in [(false, &self.requests[0]), (true, &self.requests[1])] {
            for (class, outcomes) in CLASSES.iter().zip(classes) {
                for (outcome, count) in Outcome::ALL.iter().zip(outcomes) {
                    if count.get() > 0 {
                        look(head, class, *outcome, count.get());
                    }
                }
            }
        }
    }
}

fn nanoseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}
