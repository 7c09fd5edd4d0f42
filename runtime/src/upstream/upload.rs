//! A client's request body on its way to the upstream: passed on as it comes, and watched, so that a slow client is told
//! from a slow upstream. Trailers pass to HTTP/2 alone, and without the names that no client may set.

use std::cell::Cell;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use gwc_plan::ReservedHeaders;
use hyper::HeaderMap;
use hyper::body::{Body, Frame, Incoming, SizeHint};
use tokio::time::Instant;

use crate::error::ProxyError;
use crate::timer::{BodyDeadline, Timers};

/// What is known of a request body while a connection task sends it.
#[derive(Debug)]
pub(crate) struct Upload {
    progress: Cell<Progress>,
    bytes: Cell<u64>,
    failure: Cell<Option<ProxyError>>,
    finished: Cell<bool>,
}

/// Whom the request waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Progress {
    /// The client has to send more.
    Client,
    /// The upstream has had something to take, or everything, since then.
    Upstream(Instant),
}

/// The body of an upstream's request. Most have none, and a request is moved several times.
pub(crate) struct RequestBody(Option<Box<Source>>);

struct Source {
    incoming: Incoming,
    upload: Rc<Upload>,
    deadline: BodyDeadline,
    check: Option<BodyCheck>,
    /// The names that do not pass as trailers; none where no trailer passes.
    trailers: Option<Arc<ReservedHeaders>>,
}

/// What a policy checks at each piece of a body: how many bytes there are so far.
pub(crate) type BodyCheck = Box<dyn Fn(u64) -> Result<(), ProxyError>>;

/// The error that ends a request body early. [`Upload::failure`] has the reason, so this has none.
#[derive(Debug)]
pub(crate) struct Ended;

impl std::fmt::Display for Ended {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the request body ended early")
    }
}

impl std::error::Error for Ended {}

impl Upload {
    fn new() -> Upload {
        Upload {
            progress: Cell::new(Progress::Upstream(Instant::now())),
            bytes: Cell::new(0),
            failure: Cell::new(None),
            finished: Cell::new(false),
        }
    }

    pub(crate) fn progress(&self) -> Progress {
        self.progress.get()
    }

    /// Bytes of the body taken from the client.
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes.get()
    }

    /// What the client did wrong, if it did.
    pub(crate) fn failure(&self) -> Option<ProxyError> {
        self.failure.get()
    }

    /// Whether the body was passed on to its end.
    pub(crate) fn finished(&self) -> bool {
        self.finished.get()
    }
}

impl RequestBody {
    /// No body.
    pub(crate) fn empty() -> RequestBody {
        RequestBody(None)
    }

    /// The client's body, which may pause for `idle` and ends early where `check` fails; none if it is empty.
    pub(crate) fn of(
        incoming: Incoming,
        (idle, trailers): (Duration, Option<Arc<ReservedHeaders>>),
        check: Option<BodyCheck>,
        timers: &Timers,
    ) -> (RequestBody, Option<Rc<Upload>>) {
        if incoming.is_end_stream() {
            return (RequestBody::empty(), None);
        }
        let upload = Rc::new(Upload::new());
        let deadline = BodyDeadline::new(Some(idle), None, timers);
        let source = Source { incoming, upload: Rc::clone(&upload), deadline, check, trailers };
        (RequestBody(Some(Box::new(source))), Some(upload))
    }
}

impl Source {
    fn poll_data(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Ended>>> {
        let upload = &self.upload;
        loop {
            match Pin::new(&mut self.incoming).poll_frame(cx) {
                Poll::Ready(Some(Ok(frame))) => {
                    // A body has no end in time of its own; `total` is watched where the answer is waited for.
                    let _ = self.deadline.progressed();
                    upload.progress.set(Progress::Upstream(Instant::now()));
                    // Trailers that do not pass are dropped; the frame after them is the end.
                    let data = match frame.into_data() {
                        Ok(data) => data,
                        Err(trailers) => {
                            let Some(passing) = passing(trailers, self.trailers.as_deref()) else { continue };
                            upload.finished.set(true);
                            return Poll::Ready(Some(Ok(passing)));
                        }
                    };
                    upload.bytes.set(upload.bytes.get() + data.len() as u64);
                    if let Some(Err(error)) = self.check.as_ref().map(|check| check(upload.bytes.get())) {
                        upload.failure.set(Some(error));
                        return Poll::Ready(Some(Err(Ended)));
                    }
                    upload.finished.set(self.incoming.is_end_stream());
                    return Poll::Ready(Some(Ok(Frame::data(data))));
                }
                Poll::Ready(None) => {
                    upload.progress.set(Progress::Upstream(Instant::now()));
                    upload.finished.set(true);
                    return Poll::Ready(None);
                }
                Poll::Ready(Some(Err(_))) => {
                    upload.failure.set(Some(ProxyError::ClientBody));
                    return Poll::Ready(Some(Err(Ended)));
                }
                Poll::Pending => break,
            }
        }
        upload.progress.set(Progress::Client);
        if self.deadline.poll_passed(cx).is_ready() {
            upload.failure.set(Some(ProxyError::ClientTooSlow));
            return Poll::Ready(Some(Err(Ended)));
        }
        Poll::Pending
    }
}

/// The trailers that pass, or nothing. An upstream may read a trailer as a header, so no client states an
/// identity, or what the gateway states, in one.
fn passing(frame: Frame<Bytes>, reserved: Option<&ReservedHeaders>) -> Option<Frame<Bytes>> {
    let (reserved, sent) = (reserved?, frame.into_trailers().ok()?);
    let mut passing = HeaderMap::with_capacity(sent.len());
    for (name, value) in sent.iter().filter(|(name, _)| reserved.reason(name.as_str()).is_none()) {
        passing.append(name, value.clone());
    }
    (!passing.is_empty()).then(|| Frame::trailers(passing))
}

impl Body for RequestBody {
    type Data = Bytes;
    type Error = Ended;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Ended>>> {
        match &mut self.0 {
            None => Poll::Ready(None),
            Some(source) => source.poll_data(cx),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.0.as_ref().is_none_or(|source| source.incoming.is_end_stream())
    }

    fn size_hint(&self) -> SizeHint {
        self.0.as_ref().map_or(SizeHint::with_exact(0), |source| source.incoming.size_hint())
    }
}
