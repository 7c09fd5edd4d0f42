//! Writing several small pieces as one: a head and a short body in one `send`, which costs the kernel less than
//! `writev` does. Long pieces are not copied.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::AsyncWrite;
use tokio::net::TcpStream;

/// What is copied together, in bytes.
const SHORT: usize = 1024;

/// As [`AsyncWrite::poll_write_vectored`].
pub(crate) fn poll_write_coalesced(
    mut stream: Pin<&mut TcpStream>,
    cx: &mut Context<'_>,
    pieces: &[IoSlice<'_>],
) -> Poll<io::Result<usize>> {
    if let [piece] = pieces {
        return stream.as_mut().poll_write(cx, piece);
    }
    let total: usize = pieces.iter().map(|piece| piece.len()).sum();
    if total > SHORT {
        return stream.poll_write_vectored(cx, pieces);
    }
    let mut coalesced = [0; SHORT];
    let mut rest = &mut coalesced[..];
    for piece in pieces {
        let (to, after) = rest.split_at_mut(piece.len());
        to.copy_from_slice(piece);
        rest = after;
    }
    stream.as_mut().poll_write(cx, &coalesced[..total])
}
