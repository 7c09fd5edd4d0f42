//! Comments between the events of a stream while its upstream is silent, so that nothing between gateway and client takes
//! the connection for a dead one.

use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use gwc_artifact::EndpointPolicy;
use hyper::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap};

use crate::timer::{BodyDeadline, Timers};

/// A comment, which clients ignore (HTML, section 9.2.5).
const COMMENT: &[u8] = b":\n\n";

/// The comments of one stream.
pub(crate) struct Heartbeat {
    silence: BodyDeadline,
    /// The last bytes that went to the client, the newest last; blank lines before the first.
    last: [u8; 3],
}

/// The interval of an endpoint.
pub(crate) fn interval(policies: &[EndpointPolicy]) -> Option<Duration> {
    policies.iter().find_map(|policy| match policy {
        EndpointPolicy::Heartbeat(every) => Some(*every),
        _ => None,
    })
}

impl Heartbeat {
    /// For a response that is a stream of events, as it is: a comment in the middle of compressed bytes, or beyond a
    /// stated length, would break it.
    pub(crate) fn of(
        every: Option<Duration>,
        headers: &HeaderMap,
        timers: &Timers,
    ) -> Option<Box<Heartbeat>> {
        let every = every?;
        let media_type = headers.get(CONTENT_TYPE)?.to_str().ok()?.split(';').next()?.trim();
        let is_plain = !headers.contains_key(CONTENT_ENCODING) && !headers.contains_key(CONTENT_LENGTH);
        (media_type.eq_ignore_ascii_case("text/event-stream") && is_plain).then(|| {
            Box::new(Heartbeat { silence: BodyDeadline::new(Some(every), None, timers), last: *b"\n\n\n" })
        })
    }

    /// Bytes of the upstream went to the client.
    pub(crate) fn passed(&mut self, bytes: &[u8]) {
        // There is no end of all that could have passed.
        let _ = self.silence.progressed();
        for byte in &bytes[bytes.len().saturating_sub(self.last.len())..] {
            self.last = [self.last[1], self.last[2], *byte];
        }
    }

    /// Ready with a comment when nothing has passed for the interval, and the last event is whole.
    pub(crate) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Bytes> {
        if !self.is_between_events() {
            return Poll::Pending;
        }
        match self.silence.poll_passed(cx) {
            Poll::Ready(()) => {
                self.passed(COMMENT);
                Poll::Ready(Bytes::from_static(COMMENT))
            }
            Poll::Pending => Poll::Pending,
        }
    }

    /// Whether the last line is blank. Lines end with CR LF, LF or CR.
    fn is_between_events(&self) -> bool {
        matches!(self.last, [_, b'\n', b'\n'] | [_, b'\r', b'\r'] | [b'\n' | b'\r', b'\r', b'\n'])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_blank_line_is_between_events() {
        let mut heartbeat =
            Heartbeat { silence: BodyDeadline::new(None, None, &Timers::default()), last: *b"\n\n\n" };
        assert!(heartbeat.is_between_events(), "before the first event");
        for (text, between) in [
            ("data: 1\n\n", true),
            ("d", false),
            ("ata: 1\n", false),
            ("\n", true),
            ("data: 2\r\n\r\n", true),
            ("data: 3\r\n", false),
            ("\r", false),
            ("\n", true),
            ("data: 4\r\r", true),
            ("data: 5\n\r\n", true),
            ("", true),
            ("data: 6\r\r\n", true),
            ("x", false),
        ] {
            heartbeat.passed(text.as_bytes());
            assert_eq!(heartbeat.is_between_events(), between, "{text:?}");
        }
    }
}
