//! How long a connection lives: to its own end, to the end of a long silence, or into a drain.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::Poll;
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use crate::client::Client;

/// How long a connection without a request stays open once the drain has begun. A client may have sent a request before it
/// could see the connection close; that one is answered, with `Connection: close`.
pub(super) const LAST_REQUEST: Duration = Duration::from_secs(1);

/// After how long without a request a connection is to rest.
const REST: Duration = Duration::from_secs(1);

/// What a connection task has to look after.
enum Event {
    Ended(hyper::Result<()>),
    Drain,
    Silence,
}

/// What becomes of a connection.
pub(super) enum Outcome {
    Ended(hyper::Result<()>),
    /// No request has been under way for a while. It may go on later.
    Rests,
}

/// What the protocol of a connection asks of its task.
pub(super) trait Connection: Future<Output = hyper::Result<()>> {
    /// Whether a drain shuts it down at once: in HTTP/2 the client learns which of its requests are still answered. In
    /// HTTP/1 a connection that closes during a request looks broken, so it is closed when no request is likely to follow.
    const ENDS_AT_ONCE: bool;

    /// Ends it after the requests that are under way.
    fn shut_down(self: Pin<&mut Self>);
}

/// Drives a connection to its end, which a drain or a long silence brings about, or until it may rest.
pub(super) async fn drive<C: Connection>(
    client: &Client,
    mut connection: Pin<&mut C>,
    may_rest: impl Fn() -> bool,
) -> Outcome {
    let mut idle_timeout = client.worker.options.client_idle_timeout;
    let mut idle = pin!(sleep_until(next_look::<C>(client, None, idle_timeout)));
    let mut drained = pin!(client.worker.drained());
    let mut draining_since = None;
    let mut told = false;
    loop {
        let mut waiting = false;
        let event = poll_fn(|cx| {
            if let Poll::Ready(ended) = connection.as_mut().poll(cx) {
                return Poll::Ready(Event::Ended(ended));
            }
            // Once polled, the two wake this task by themselves; requests need not ask them each time.
            if !waiting || client.worker.is_draining() || idle.is_elapsed() {
                waiting = true;
                if draining_since.is_none() && drained.as_mut().poll(cx).is_ready() {
                    return Poll::Ready(Event::Drain);
                }
                return idle.as_mut().poll(cx).map(|()| Event::Silence);
            }
            Poll::Pending
        });
        match event.await {
            Event::Ended(ended) => return Outcome::Ended(ended),
            Event::Drain => {
                draining_since = Some(Instant::now());
                if C::ENDS_AT_ONCE {
                    told = true;
                    connection.as_mut().shut_down();
                } else {
                    idle_timeout = LAST_REQUEST;
                }
            }
            Event::Silence if client.rests() => {
                let now = Instant::now();
                if due(client, draining_since, idle_timeout) <= now {
                    if told {
                        return Outcome::Ended(Ok(()));
                    }
                    told = true;
                    connection.as_mut().shut_down();
                } else if draining_since.is_none() && client.rested() + REST <= now && may_rest() {
                    return Outcome::Rests;
                }
            }
            // A request is under way.
            Event::Silence => {}
        }
        let next = next_look::<C>(client, draining_since, idle_timeout);
        idle.set(sleep_until(if told { next.max(Instant::now() + idle_timeout / 4) } else { next }));
    }
}

/// When a connection without a request has been silent for too long.
fn due(client: &Client, draining_since: Option<Instant>, idle_timeout: Duration) -> Instant {
    draining_since.map_or(client.rested(), |since| since.max(client.rested())) + idle_timeout
}

/// When to look at a connection again.
fn next_look<C: Connection>(
    client: &Client,
    draining_since: Option<Instant>,
    idle_timeout: Duration,
) -> Instant {
    let soon = match draining_since {
        None if !C::ENDS_AT_ONCE => REST,
        _ => idle_timeout / 4,
    };
    let (soon, due) = (Instant::now() + soon, due(client, draining_since, idle_timeout));
    match client.rests() {
        // Not before it can have rested for long enough.
        true if draining_since.is_none() && !C::ENDS_AT_ONCE => due.min(soon),
        true => due,
        false => soon,
    }
}
