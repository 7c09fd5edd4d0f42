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
    pub(crate) incoming: Incoming,
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

impl AnswerBody {
    pub(crate) fn empty() -> AnswerBody {
        AnswerBody { source: Source::Empty, record: None }
    }

    pub(crate) fn full(bytes: Bytes) -> AnswerBody {
        AnswerBody { source: Source::Full(bytes), record: None }
    }

    pub(crate) fn stream(mut stream: Box<Stream>) -> AnswerBody {
        if stream.incoming.is_end_stream() {
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
            match Pin::new(&mut self.incoming).poll_frame(cx) {
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
                    if self.incoming.is_end_stream() {
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
            Source::Stream(stream) => stream.incoming.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.source {
            Source::Empty => SizeHint::with_exact(0),
            Source::Full(bytes) => SizeHint::with_exact(bytes.len() as u64),
            Source::Stream(stream) => stream.incoming.size_hint(),
        }
    }
}
