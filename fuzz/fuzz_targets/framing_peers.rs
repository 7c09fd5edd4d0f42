//! What passes the framing check is the same stream of requests to two other readers: `httparse`, with a plain reading of
//! bodies behind it, and hyper as the gateway uses it.
//!
//! Both may refuse what the check accepts. What they read must be what the check saw: requests that begin and end where
//! it found them, and bodies of the same bytes.
#![no_main]

use std::cell::RefCell;
use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use gwc_framing::Framing;
use http_body_util::{BodyExt, Empty};
use hyper::body::{Bytes, Incoming};
use hyper::header::{CONNECTION, HeaderValue, UPGRADE};
use hyper::rt::{Read, ReadBufCursor, Write};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use libfuzzer_sys::fuzz_target;

/// A request as a reader sees it.
#[derive(Debug, PartialEq)]
struct Seen {
    method: String,
    target: String,
    body: Vec<u8>,
    /// Whether its end was seen.
    whole: bool,
}

fuzz_target!(|bytes: &[u8]| {
    // Lines that are too long have tests of their own.
    if bytes.len() > 8192 {
        return;
    }
    let (passed, boundaries) = passed(bytes);
    let plain = by_httparse(passed, &boundaries);
    let by_hyper = by_hyper(passed);
    assert!(by_hyper.len() <= plain.len(), "hyper reads more requests: {by_hyper:?}, {plain:?}");
    for (found, expected) in by_hyper.iter().zip(&plain) {
        assert_eq!((&found.method, &found.target), (&expected.method, &expected.target));
        assert!(expected.body.starts_with(&found.body), "{found:?}, {expected:?}");
        assert!(!found.whole || found == expected, "{found:?}, {expected:?}");
    }
});

/// The bytes up to the first that is refused, and after which of them a request would begin.
fn passed(bytes: &[u8]) -> (&[u8], Vec<usize>) {
    let (mut framing, mut boundaries) = (Framing::new(), vec![0]);
    for (at, byte) in bytes.iter().enumerate() {
        if framing.feed(std::slice::from_ref(byte)).is_err() {
            return (&bytes[..at], boundaries);
        }
        if framing.at_boundary() {
            boundaries.push(at + 1);
        }
    }
    (bytes, boundaries)
}

/// The requests as `httparse` reads their heads. It holds each end to the boundaries.
fn by_httparse(bytes: &[u8], boundaries: &[usize]) -> Vec<Seen> {
    let (mut seen, mut at) = (Vec::new(), 0);
    while at < bytes.len() {
        let mut headers = [httparse::EMPTY_HEADER; 128];
        let mut head = httparse::Request::new(&mut headers);
        let Ok(httparse::Status::Complete(length)) = head.parse(&bytes[at..]) else { break };
        let values = |name: &str| -> Vec<&[u8]> {
            let same = |header: &&httparse::Header<'_>| header.name.eq_ignore_ascii_case(name);
            head.headers.iter().filter(same).map(|header| header.value).collect()
        };
        let (lengths, codings) = (values("content-length"), values("transfer-encoding"));
        assert!(lengths.len() + codings.len() <= 1, "two framings pass");
        assert!(values("host").len() <= 1, "two hosts pass");
        assert!(codings.iter().all(|coding| coding.eq_ignore_ascii_case(b"chunked")), "another coding passes");
        let body = &bytes[at + length..];
        let (body, end) = match (lengths.first(), codings.is_empty()) {
            (Some(length), _) => plain(body, length),
            (None, true) => (Vec::new(), Some(0)),
            (None, false) => chunks(body),
        };
        let (method, target) = (head.method.unwrap_or_default(), head.path.unwrap_or_default());
        // Spelled as hyper does; one that it does not take is never handed on.
        let target = target.parse().map_or_else(|_| target.to_owned(), |target: hyper::Uri| target.to_string());
        let (method, whole) = (method.to_owned(), end.is_some());
        seen.push(Seen { method, target, body, whole });
        // What follows an upgrade is of another protocol.
        let Some(end) = end.filter(|_| values("upgrade").is_empty()) else { break };
        at += length + end;
        assert!(boundaries.contains(&at), "a request ends at {at}, and the check knows {boundaries:?}");
    }
    seen
}

/// A body of a stated length, as far as it is there, and where it ends.
fn plain(bytes: &[u8], length: &[u8]) -> (Vec<u8>, Option<usize>) {
    let text = std::str::from_utf8(length).expect("a length of digits");
    let length: u64 = text.parse().expect("a length of digits");
    match usize::try_from(length).ok().filter(|length| *length <= bytes.len()) {
        Some(length) => (bytes[..length].to_vec(), Some(length)),
        None => (bytes.to_vec(), None),
    }
}

/// A body in chunks, as far as it is there, and where it ends.
fn chunks(bytes: &[u8]) -> (Vec<u8>, Option<usize>) {
    let (mut body, mut at) = (Vec::new(), 0);
    loop {
        let Ok(httparse::Status::Complete((line, size))) = httparse::parse_chunk_size(&bytes[at..]) else {
            return (body, None);
        };
        at += line;
        if size == 0 {
            return (body, trailers(&bytes[at..]).map(|length| at + length));
        }
        let size = usize::try_from(size).unwrap_or(usize::MAX);
        let there = size.min(bytes.len() - at);
        body.extend(&bytes[at..at + there]);
        at += there;
        match bytes[at..] {
            [b'\r', b'\n', ..] if there == size => at += 2,
            _ => return (body, None),
        }
    }
}

/// How long the trailers are with the empty line after them.
fn trailers(bytes: &[u8]) -> Option<usize> {
    let lines = bytes.split_inclusive(|byte| *byte == b'\n');
    let mut length = 0;
    for line in lines {
        length += line.len();
        if line == b"\r\n" {
            return Some(length);
        }
    }
    None
}

/// The requests as hyper hands them on.
fn by_hyper(bytes: &[u8]) -> Vec<Seen> {
    let seen = Rc::new(RefCell::new(Vec::new()));
    let service = service_fn(|request: Request<Incoming>| {
        let seen = Rc::clone(&seen);
        async move {
            let (head, mut body) = request.into_parts();
            let (method, target) = (head.method.to_string(), head.uri.to_string());
            let at = seen.borrow().len();
            seen.borrow_mut().push(Seen { method, target, body: Vec::new(), whole: false });
            let mut whole = true;
            while let Some(frame) = body.frame().await {
                match frame.map(|frame| frame.into_data()) {
                    Ok(Ok(data)) => seen.borrow_mut()[at].body.extend(data),
                    Ok(Err(_)) => {}
                    Err(_) => whole = false,
                }
            }
            seen.borrow_mut()[at].whole = whole;
            let mut response = Response::new(Empty::<Bytes>::new());
            if head.headers.contains_key(UPGRADE) {
                // As the gateway does: what follows is of another protocol.
                response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
            }
            Ok::<_, Infallible>(response)
        }
    });
    let mut builder = http1::Builder::new();
    builder.header_read_timeout(None).max_buf_size(64 * 1024);
    {
        let mut connection = pin!(builder.serve_connection(Memory { bytes, at: 0 }, service));
        let mut cx = Context::from_waker(Waker::noop());
        // It yields now and then, and would be woken at once.
        for _ in 0..bytes.len() + 64 {
            if connection.as_mut().poll(&mut cx).is_ready() {
                break;
            }
        }
    }
    Rc::into_inner(seen).expect("the connection is gone").into_inner()
}

/// A connection on which all that will come is there.
struct Memory<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl Read for Memory<'_> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        mut buf: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        let length = buf.remaining().min(self.bytes.len() - self.at);
        buf.put_slice(&self.bytes[self.at..self.at + length]);
        self.at += length;
        Poll::Ready(Ok(()))
    }
}

impl Write for Memory<'_> {
    fn poll_write(self: Pin<&mut Self>, _: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        Poll::Ready(Ok(buf.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}
