//! What makes a stream of bytes ambiguous.

use std::fmt;

/// Why a stream of bytes is not a stream of requests that every reader sees alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// A line ends without a carriage return.
    BareLineFeed,
    /// A line, or all trailers together, are too long.
    LineTooLong,
    /// The method is CONNECT.
    Connect,
    /// The request target has a fragment.
    Fragment,
    /// A header continues on a second line.
    FoldedLine,
    /// Not exactly one `Host`.
    HostLines,
    /// Not exactly one plain `Content-Length`.
    ContentLength,
    /// Another `Transfer-Encoding` than one `chunked`.
    TransferEncoding,
    /// Both `Content-Length` and `Transfer-Encoding`.
    BothFramings,
    /// A chunk without a plain size, or with another one than it states.
    ChunkSize,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Refusal::BareLineFeed => "a line ends without a carriage return",
            Refusal::LineTooLong => "a line is too long",
            Refusal::Connect => "CONNECT is not served",
            Refusal::Fragment => "the request target has a fragment",
            Refusal::FoldedLine => "a header continues on a second line",
            Refusal::HostLines => "not exactly one Host header",
            Refusal::ContentLength => "not exactly one plain Content-Length",
            Refusal::TransferEncoding => "a Transfer-Encoding other than one `chunked`",
            Refusal::BothFramings => "both Content-Length and Transfer-Encoding",
            Refusal::ChunkSize => "a chunk is malformed",
        })
    }
}
