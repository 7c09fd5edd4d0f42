//! The client's connection as hyper sees it: a stream read through [`Framing`], with a deadline for heads.
//!
//! What follows a refused byte reaches hyper as [`POISON`], which it refuses wherever it is: it answers 400 at once and
//! closes. The deadline runs from the first byte of a head to its last, so a slow head costs nothing to requests that come
//! whole, and an idle connection is no slow head (the connection task has its own limit for that).

use std::error::Error;
use std::fmt;
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use gwc_framing::Framing;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, ReadBuf};
use tokio::time::Sleep;

use crate::client::ResetOnDrop;
use crate::options::Options;
use crate::transport::Transport;

pub(super) struct ClientIo {
    stream: Transport,
    /// Bytes read before it was known which protocol the client speaks.
    prefix: Vec<u8>,
    /// `None` for HTTP/2, which frames itself.
    framing: Option<Framing>,
    quiet: Quiet,
    /// How many bytes of [`POISON`] were read.
    poisoned: usize,
    head_timeout: Duration,
    head_deadline: Option<Pin<Box<Sleep>>>,
    write_timeout: Duration,
    /// Set while the client takes nothing of what is to be sent.
    write_deadline: Option<Pin<Box<Sleep>>>,
    farewell: Option<Farewell>,
    reset: ResetOnDrop,
}

/// Whether a connection is between two requests, with nothing of the next one read and nothing left to send. hyper owns the
/// connection while it is asked, and requires that what it owns can be sent to another thread.
#[derive(Clone, Default)]
pub(super) struct Quiet(Arc<AtomicBool>);

impl Quiet {
    pub(super) fn is_set(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    fn set(&self, is_quiet: bool) {
        self.0.store(is_quiet, Ordering::Relaxed);
    }
}

/// The error of a connection whose client sends a head too slowly.
#[derive(Debug)]
struct SlowHead;

impl fmt::Display for SlowHead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the head of the request arrived too slowly")
    }
}

impl Error for SlowHead {}

/// Whether a connection ended because its client sent a head too slowly.
pub(super) fn is_slow_head(ended: &hyper::Error) -> bool {
    let cause = ended.source().and_then(|cause| cause.downcast_ref::<io::Error>());
    cause.and_then(io::Error::get_ref).is_some_and(|cause| cause.is::<SlowHead>())
}

/// What hyper gets from a refused byte on, again and again, whether the client sends more or not.
///
/// It refuses two bytes of it in any part of a head, chunk line or trailer: after the carriage return it takes nothing but
/// a line feed. NULs alone would pass for a chunk extension without end. The line feeds end a head that came in pieces,
/// of which hyper reads nothing before its end.
const POISON: [u8; 4] = *b"\r\0\n\n";

/// Reading on after the last answer. A connection closed with unread bytes in it is reset, and a reset can overtake the
/// answer on its way to the client.
struct Farewell {
    until: Pin<Box<Sleep>>,
    left: usize,
}

/// How long the rest of a request that was answered early is read and thrown away.
const FAREWELL_TIME: Duration = Duration::from_secs(2);
/// And how much of it, in bytes.
const FAREWELL_BYTES: usize = 4 * 1024 * 1024;

impl ClientIo {
    /// A connection of which `prefix` was read already. Without `framing` it speaks HTTP/2, which frames itself.
    pub(super) fn new(
        stream: Transport,
        prefix: Vec<u8>,
        framing: Option<(Framing, Quiet)>,
        options: &Options,
        reset: ResetOnDrop,
    ) -> ClientIo {
        let (framing, quiet) =
            framing.map_or((None, Quiet::default()), |(framing, quiet)| (Some(framing), quiet));
        ClientIo {
            stream,
            prefix,
            framing,
            quiet,
            poisoned: 0,
            head_timeout: options.head_timeout,
            head_deadline: None,
            write_timeout: options.client_write_timeout,
            write_deadline: None,
            farewell: None,
            reset,
        }
    }

    /// Returns when the client has sent something, or has left. Nothing is held meanwhile but the connection.
    pub(super) async fn wait(&mut self) {
        self.stream.readable().await;
        if self.stream.is_tls() {
            // Only what is decrypted tells whether a request begins. What ends the connection shows at the next read too.
            let mut bytes = [0; 64];
            let length = self.stream.read(&mut bytes).await.unwrap_or(0);
            self.prefix.extend(&bytes[..length]);
        }
    }

    /// What a write came to, or that the client has taken nothing for too long.
    fn written<T>(&mut self, cx: &mut Context<'_>, written: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.write_deadline = None;
            return written;
        }
        self.quiet.set(false);
        let timeout = self.write_timeout;
        let deadline = self.write_deadline.get_or_insert_with(|| Box::pin(tokio::time::sleep(timeout)));
        ready!(deadline.as_mut().poll(cx));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }

    fn poison(&mut self, bytes: &mut [u8]) {
        for byte in bytes {
            *byte = POISON[self.poisoned % POISON.len()];
            self.poisoned += 1;
        }
    }

    fn check_head_deadline(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if !self.framing.as_ref().is_some_and(Framing::in_head) {
            self.head_deadline = None;
            return Poll::Pending;
        }
        let timeout = self.head_timeout;
        let deadline = self.head_deadline.get_or_insert_with(|| Box::pin(tokio::time::sleep(timeout)));
        ready!(deadline.as_mut().poll(cx));
        Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, SlowHead)))
    }

    fn poll_farewell(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let farewell = self.farewell.get_or_insert_with(|| Farewell {
            until: Box::pin(tokio::time::sleep(FAREWELL_TIME)),
            left: FAREWELL_BYTES,
        });
        let mut unread = [0; 4096];
        while farewell.left > 0 && farewell.until.as_mut().poll(cx).is_pending() {
            let mut buf = ReadBuf::new(&mut unread);
            match ready!(Pin::new(&mut self.stream).poll_read(cx, &mut buf)) {
                Ok(()) if !buf.filled().is_empty() => {
                    farewell.left = farewell.left.saturating_sub(buf.filled().len())
                }
                _ => break,
            }
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncRead for ClientIo {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let start = buf.filled().len();
        if this.framing.as_ref().is_some_and(Framing::is_refused) {
            let length = buf.remaining().min(POISON.len());
            this.poison(buf.initialize_unfilled_to(length));
            buf.advance(length);
            return Poll::Ready(Ok(()));
        }
        if this.prefix.is_empty() {
            match Pin::new(&mut this.stream).poll_read(cx, buf) {
                Poll::Pending => {
                    let at_boundary = this.framing.as_ref().is_some_and(Framing::at_boundary);
                    this.quiet.set(at_boundary && this.write_deadline.is_none());
                    return this.check_head_deadline(cx);
                }
                Poll::Ready(read) => read?,
            }
        } else {
            let length = this.prefix.len().min(buf.remaining());
            buf.put_slice(&this.prefix[..length]);
            this.prefix.drain(..length);
            if this.prefix.is_empty() {
                this.prefix = Vec::new();
            }
        }
        if let Some(framing) = &mut this.framing
            && let Err((at, _)) = framing.feed(&buf.filled()[start..])
        {
            this.poison(&mut buf.filled_mut()[start + at..]);
        }
        if this.head_deadline.is_some() && !this.framing.as_ref().is_some_and(Framing::in_head) {
            this.head_deadline = None;
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for ClientIo {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, buf);
        self.written(cx, written)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if this.farewell.is_none() {
            ready!(Pin::new(&mut this.stream).poll_shutdown(cx))?;
        }
        match &this.framing {
            Some(framing) if !framing.at_boundary() => this.poll_farewell(cx),
            _ => Poll::Ready(Ok(())),
        }
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, bufs);
        self.written(cx, written)
    }
}

impl Drop for ClientIo {
    fn drop(&mut self) {
        if self.reset.is_requested() {
            // A connection that is gone already needs no reset.
            let _ = self.stream.tcp().set_zero_linger();
        }
    }
}
