//! The body of an answer: the gateway's own text, or an upstream's bytes as they come.

use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use bytes::Bytes;
use hyper::Response;
use hyper::body::{Body, Frame, Incoming, SizeHint};
use hyper::header::{CONTENT_LENGTH, HeaderValue};

use crate::client::ResetOnDrop;
use crate::error::Cut;
use crate::policy::delivery::Delivery;
use crate::policy::heartbeat::Heartbeat;
use crate::record::Record;
use crate::timer::BodyDeadline;
use crate::upstream::pool::PooledConnection;
use crate::upstream::upload::Upload;

/// What hyper sends to the client. The record of the request ends with it.
pub(crate) struct AnswerBody {
    source: Source,
    record: Option<Record>,
}

enum Source {
    Empty,
    Full(Bytes),
    Stream(Box<Stream>),
}

/// An upstream's body. It is cut, visibly, when the upstream breaks off or a limit passes: hyper then closes the
/// connection without the end of the body, or resets the HTTP/2 stream.
pub(crate) struct Stream {
    /// `None` once it has ended.
    pub(crate) incoming: Option<Incoming>,
    /// The connection, which goes back to its pool at the end of the body.
    pub(crate) connection: Option<PooledConnection>,
    pub(crate) upload: Option<Rc<Upload>>,
    /// What depends on how the body ends.
    pub(crate) delivery: Delivery,
    /// Whether trailers pass.
    pub(crate) trailers: bool,
    pub(crate) deadline: BodyDeadline,
    /// Comments while the upstream is silent.
    pub(crate) heartbeat: Option<Box<Heartbeat>>,
    /// Set when the client would take a closed connection for the end of the body.
    pub(crate) reset: Option<ResetOnDrop>,
}

/// What a body of an upstream has next.
type Taken = Poll<Option<Result<Frame<Bytes>, hyper::Error>>>;

impl AnswerBody {
    pub(crate) fn empty() -> AnswerBody {
        AnswerBody { source: Source::Empty, record: None }
    }

    pub(crate) fn full(bytes: Bytes) -> AnswerBody {
        AnswerBody { source: Source::Full(bytes), record: None }
    }

    pub(crate) fn stream(mut stream: Box<Stream>) -> AnswerBody {
        if stream.is_end() {
            stream.end();
            return AnswerBody::empty();
        }
        AnswerBody { source: Source::Stream(stream), record: None }
    }

    /// Ends the record with this body.
    pub(crate) fn record(&mut self, mut record: Record) {
        if matches!(self.source, Source::Stream(_)) {
            record.streams();
        }
        self.record = Some(record);
    }
}

/// Leaves of an answer to `HEAD` what `GET` would have of it but for the body.
pub(crate) fn withhold(answer: &mut Response<AnswerBody>) {
    if answer.body().is_end_stream() {
        return;
    }
    if let Some(length) = answer.body().size_hint().exact() {
        answer.headers_mut().entry(CONTENT_LENGTH).or_insert(HeaderValue::from(length));
    }
    *answer.body_mut() = AnswerBody::empty();
}

impl Stream {
    fn poll_piece(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Cut>>> {
        loop {
            match self.poll_incoming(cx) {
                Poll::Ready(Some(Ok(frame))) => {
                    if !self.deadline.progressed() {
                        return Poll::Ready(Some(Err(self.cut(Cut::Timeout))));
                    }
                    // Trailers that do not pass are dropped; the frame after them is the end.
                    if !frame.is_data() && !self.trailers {
                        continue;
                    }
                    if let (Some(heartbeat), Some(data)) = (&mut self.heartbeat, frame.data_ref()) {
                        heartbeat.passed(data);
                    }
                    if self.is_end() {
                        self.end();
                    }
                    return Poll::Ready(Some(Ok(frame)));
                }
                Poll::Ready(Some(Err(_))) => return Poll::Ready(Some(Err(self.cut(Cut::Upstream)))),
                Poll::Ready(None) => {
                    self.end();
                    return Poll::Ready(None);
                }
                Poll::Pending => match self.deadline.poll_passed(cx) {
                    Poll::Pending => {
                        let comment = self.heartbeat.as_mut().map_or(Poll::Pending, |beat| beat.poll(cx));
                        return comment.map(|comment| Some(Ok(Frame::data(comment))));
                    }
                    Poll::Ready(()) => return Poll::Ready(Some(Err(self.cut(Cut::Timeout)))),
                },
            }
        }
    }

    fn poll_incoming(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        match self.connection.as_ref().and_then(PooledConnection::wakes) {
            Some(wakes) => wakes.unless_last(|| take(&mut self.incoming, cx)),
            None => take(&mut self.incoming, cx).0,
        }
    }

    /// Whether nothing of the body is left.
    fn is_end(&self) -> bool {
        self.incoming.as_ref().is_none_or(Incoming::is_end_stream)
    }

    /// The body is whole: its connection can carry the next request, unless the upstream answered before it had read
    /// the whole request; the rest of that is given up.
    fn end(&mut self) {
        self.delivery.ended();
        let sent_all = self.upload.as_ref().is_none_or(|upload| upload.finished());
        if let Some(connection) = self.connection.take().filter(|_| sent_all) {
            connection.give_back();
        }
    }

    fn cut(&mut self, cut: Cut) -> Cut {
        self.delivery.cut(cut);
        self.connection = None;
        if let Some(reset) = &self.reset {
            reset.request();
        }
        cut
    }
}

/// Takes the next piece of a body, and tells whether it was the last. The body then goes at once, because that too wakes
/// the task of its connection.
fn take(body: &mut Option<Incoming>, cx: &mut Context<'_>) -> (Taken, bool) {
    let Some(incoming) = body else { return (Poll::Ready(None), true) };
    let taken = Pin::new(&mut *incoming).poll_frame(cx);
    let is_last = incoming.is_end_stream();
    if is_last {
        *body = None;
    }
    (taken, is_last)
}

impl Drop for AnswerBody {
    fn drop(&mut self) {
        // hyper does not ask for the end of a body whose length is known.
        if self.is_end_stream()
            && let Some(record) = &mut self.record
        {
            record.complete();
        }
    }
}

impl Body for AnswerBody {
    type Data = Bytes;
    type Error = Cut;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Cut>>> {
        let this = &mut *self;
        let next = match &mut this.source {
            Source::Empty => Poll::Ready(None),
            Source::Full(bytes) => {
                let bytes = std::mem::take(bytes);
                Poll::Ready((!bytes.is_empty()).then_some(Ok(Frame::data(bytes))))
            }
            Source::Stream(stream) => stream.poll_piece(cx),
        };
        match (&mut this.record, &next) {
            (Some(record), Poll::Ready(Some(piece))) => record.sent(piece),
            (Some(record), Poll::Ready(None)) => record.complete(),
            _ => {}
        }
        next
    }

    fn is_end_stream(&self) -> bool {
        match &self.source {
            Source::Empty => true,
            Source::Full(bytes) => bytes.is_empty(),
            Source::Stream(stream) => stream.is_end(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.source {
            Source::Empty => SizeHint::with_exact(0),
            Source::Full(bytes) => SizeHint::with_exact(bytes.len() as u64),
            Source::Stream(stream) => {
                stream.incoming.as_ref().map_or(SizeHint::with_exact(0), Incoming::size_hint)
            }
        }
    }
}
