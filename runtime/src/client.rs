//! A connected client, as its requests see it.

use std::cell::Cell;
use std::net::IpAddr;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use hyper::header::HeaderValue;
use tokio::time::Instant;

use crate::policy::forwarded;
use crate::timer::Timers;
use crate::worker::Worker;

/// One connection of a client.
pub(crate) struct Client {
    pub(crate) worker: Rc<Worker>,
    /// The address of the peer: a client, or a proxy in front.
    pub(crate) peer: IpAddr,
    /// The address as `X-Forwarded-For` has it.
    pub(crate) forwarded_for: HeaderValue,
    /// Whether it came over TLS.
    pub(crate) is_tls: bool,
    pub(crate) reset: ResetOnDrop,
    pub(crate) timers: Timers,
    /// Requests under way.
    busy: Cell<usize>,
    /// When there was one last.
    rested: Cell<Instant>,
}

impl Client {
    pub(crate) fn new(worker: Rc<Worker>, peer: IpAddr, is_tls: bool) -> Client {
        Client {
            worker,
            peer,
            forwarded_for: forwarded::peer(peer),
            is_tls,
            reset: ResetOnDrop::default(),
            timers: Timers::default(),
            busy: Cell::new(0),
            rested: Cell::new(Instant::now()),
        }
    }

    /// A request begins.
    pub(crate) fn begin(&self) {
        self.busy.set(self.busy.get() + 1);
    }

    /// A request has ended just now, with the last byte of its answer.
    pub(crate) fn end(&self, now: Instant) {
        self.busy.set(self.busy.get() - 1);
        self.rested.set(now);
    }

    /// Whether no request is under way.
    pub(crate) fn rests(&self) -> bool {
        self.busy.get() == 0
    }

    /// When a request was under way last.
    pub(crate) fn rested(&self) -> Instant {
        self.rested.get()
    }
}

/// Marks a connection that must end in a reset: nothing else tells the client that its response is incomplete.
#[derive(Clone, Default)]
pub(crate) struct ResetOnDrop(Arc<AtomicBool>);

impl ResetOnDrop {
    pub(crate) fn request(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    pub(crate) fn is_requested(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
