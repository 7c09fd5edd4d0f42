//! A strict reading of how an HTTP/1 client frames its requests, before hyper reads the same bytes.
//!
//! hyper is lenient where a gateway must not be: it takes `Content-Length` beside `Transfer-Encoding` and forgets
//! one of them, so the service can not even see that it happened. [`Framing`] follows the byte stream head by head and
//! body by body, copies nothing of a line that came whole, and refuses what two readers could take for different
//! requests (RFC 9112, sections 2.2, 6.1 to 6.3 and 7.1). It does not check anything else: hyper and the request checks do.

use std::fmt;

use memchr::memchr;

/// The longest line of a head; hyper's own limit on the whole head is met before it.
const MAX_LINE: usize = 128 * 1024;
/// The longest `chunk-size` line with its extensions, and all trailers together.
const MAX_CHUNK_LINES: usize = 16 * 1024;

/// Where in the stream of requests the next byte belongs.
#[derive(Debug)]
pub(super) struct Framing {
    part: Part,
    /// The beginning of a line whose end has not come yet.
    line: Vec<u8>,
}

#[derive(Debug)]
enum Part {
    RequestLine,
    Headers(Head),
    Body(u64),
    ChunkSize,
    ChunkData(u64),
    ChunkEnd,
    Trailers(usize),
    /// After a request for another protocol: its answer either switches or closes the connection.
    Opaque,
    Refused(Refusal),
}

/// What of a head decides where the request ends.
#[derive(Debug, Default)]
struct Head {
    http_1_1: bool,
    hosts: u32,
    content_length: Option<u64>,
    chunked: bool,
    upgrade: bool,
}

/// Why a stream of bytes is not a stream of requests that every reader sees alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    BareLineFeed,
    LineTooLong,
    Connect,
    Fragment,
    FoldedLine,
    HostLines,
    ContentLength,
    TransferEncoding,
    BothFramings,
    ChunkSize,
}

impl Framing {
    /// At the start of a connection.
    pub(super) fn new() -> Framing {
        Framing { part: Part::RequestLine, line: Vec::new() }
    }

    /// Whether a head has begun and not ended.
    pub(super) fn in_head(&self) -> bool {
        match self.part {
            Part::RequestLine => !self.line.is_empty(),
            Part::Headers(_) => true,
            _ => false,
        }
    }

    /// Whether nothing of a request is missing or left over: what follows would be a new one.
    pub(super) fn at_boundary(&self) -> bool {
        matches!(self.part, Part::RequestLine) && self.line.is_empty()
    }

    /// Takes the next bytes of the connection. On a refusal also says from which of them on the bytes must not be
    /// read as a request; the stream stays refused.
    pub(super) fn feed(&mut self, bytes: &[u8]) -> Result<(), (usize, Refusal)> {
        let mut at = 0;
        while at < bytes.len() {
            at = match &mut self.part {
                Part::Opaque => return Ok(()),
                Part::Refused(refusal) => return Err((at, *refusal)),
                Part::Body(left) => {
                    let next = at + take(left, bytes.len() - at);
                    if *left == 0 {
                        self.part = Part::RequestLine;
                    }
                    next
                }
                Part::ChunkData(left) => {
                    let next = at + take(left, bytes.len() - at);
                    if *left == 0 {
                        self.part = Part::ChunkEnd;
                    }
                    next
                }
                _ => self.feed_line(bytes, at)?,
            };
        }
        Ok(())
    }

    /// Takes one line, or what there is of it; says where the next begins.
    fn feed_line(&mut self, bytes: &[u8], at: usize) -> Result<usize, (usize, Refusal)> {
        let rest = &bytes[at..];
        let Some(length) = memchr(b'\n', rest) else {
            self.line.extend_from_slice(rest);
            if self.line.len() > MAX_LINE {
                return Err(self.refuse(at, Refusal::LineTooLong));
            }
            return Ok(bytes.len());
        };
        let ended = if self.line.is_empty() {
            self.end_line(&rest[..length])
        } else {
            let mut line = std::mem::take(&mut self.line);
            line.extend_from_slice(&rest[..length]);
            let ended = self.end_line(&line);
            line.clear();
            self.line = line;
            ended
        };
        match ended {
            Ok(()) => Ok(at + length + 1),
            Err(refusal) => Err(self.refuse(at + length, refusal)),
        }
    }

    fn refuse(&mut self, at: usize, refusal: Refusal) -> (usize, Refusal) {
        self.part = Part::Refused(refusal);
        (at, refusal)
    }

    /// Takes one whole line, without its line feed.
    fn end_line(&mut self, line: &[u8]) -> Result<(), Refusal> {
        let line = line.strip_suffix(b"\r").ok_or(Refusal::BareLineFeed)?;
        match &mut self.part {
            // Empty lines before a request are ignored (RFC 9112, section 2.2).
            Part::RequestLine if line.is_empty() => {}
            Part::RequestLine => self.part = Part::Headers(Head::from_request_line(line)?),
            Part::Headers(head) if line.is_empty() => self.part = head.end()?,
            Part::Headers(head) => head.line(line)?,
            Part::ChunkSize => {
                self.part = match chunk_size(line)? {
                    0 => Part::Trailers(0),
                    size => Part::ChunkData(size),
                };
            }
            Part::ChunkEnd if line.is_empty() => self.part = Part::ChunkSize,
            Part::ChunkEnd => return Err(Refusal::ChunkSize),
            Part::Trailers(_) if line.is_empty() => self.part = Part::RequestLine,
            Part::Trailers(size) => {
                *size += line.len();
                if *size > MAX_CHUNK_LINES {
                    return Err(Refusal::LineTooLong);
                }
            }
            Part::Body(_) | Part::ChunkData(_) | Part::Opaque | Part::Refused(_) => {}
        }
        Ok(())
    }
}

impl Head {
    fn from_request_line(line: &[u8]) -> Result<Head, Refusal> {
        if line.starts_with(b"CONNECT ") {
            return Err(Refusal::Connect);
        }
        // A parser that drops the fragment routes another target than the one that was sent.
        if memchr(b'#', line).is_some() {
            return Err(Refusal::Fragment);
        }
        Ok(Head { http_1_1: line.ends_with(b" HTTP/1.1"), ..Head::default() })
    }

    fn line(&mut self, line: &[u8]) -> Result<(), Refusal> {
        match line[0] {
            b'c' | b't' | b'h' | b'u' | b'C' | b'T' | b'H' | b'U' => self.header(line),
            b' ' | b'\t' => Err(Refusal::FoldedLine),
            _ => Ok(()),
        }
    }

    fn header(&mut self, line: &[u8]) -> Result<(), Refusal> {
        let Some(colon) = memchr(b':', line) else { return Ok(()) };
        let (name, value) = (&line[..colon], trim_blanks(&line[colon + 1..]));
        if name.eq_ignore_ascii_case(b"host") {
            self.hosts += 1;
            if self.hosts > 1 {
                return Err(Refusal::HostLines);
            }
        } else if name.eq_ignore_ascii_case(b"content-length") {
            let length = decimal(value).ok_or(Refusal::ContentLength)?;
            if self.content_length.replace(length).is_some() {
                return Err(Refusal::ContentLength);
            }
        } else if name.eq_ignore_ascii_case(b"transfer-encoding") {
            if self.chunked || !value.eq_ignore_ascii_case(b"chunked") || !self.http_1_1 {
                return Err(Refusal::TransferEncoding);
            }
            self.chunked = true;
        } else if name.eq_ignore_ascii_case(b"upgrade") {
            self.upgrade = true;
        }
        Ok(())
    }

    /// What follows this head.
    fn end(&self) -> Result<Part, Refusal> {
        if self.chunked && self.content_length.is_some() {
            return Err(Refusal::BothFramings);
        }
        if self.hosts == 0 && self.http_1_1 {
            return Err(Refusal::HostLines);
        }
        Ok(match self.content_length {
            _ if self.upgrade => Part::Opaque,
            _ if self.chunked => Part::ChunkSize,
            None | Some(0) => Part::RequestLine,
            Some(length) => Part::Body(length),
        })
    }
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
            Refusal::ChunkSize => "a chunk is not framed as it says",
        })
    }
}

/// Takes up to `available` off `left`; says how many.
fn take(left: &mut u64, available: usize) -> usize {
    let taken = usize::try_from(*left).unwrap_or(usize::MAX).min(available);
    *left -= taken as u64;
    taken
}

/// Without the blanks and tabs around it. Nothing else is white space here: a reader that drops a carriage return or a
/// form feed sees another value than one that does not (RFC 9110, section 5.6.3).
fn trim_blanks(text: &[u8]) -> &[u8] {
    let start = text.iter().position(|byte| !is_blank(*byte)).unwrap_or(text.len());
    trim_blanks_end(&text[start..])
}

fn trim_blanks_end(text: &[u8]) -> &[u8] {
    let end = text.iter().rposition(|byte| !is_blank(*byte)).map_or(0, |last| last + 1);
    &text[..end]
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

/// Digits only: no sign, no list, no empty value.
fn decimal(text: &[u8]) -> Option<u64> {
    if text.is_empty() || !text.iter().all(u8::is_ascii_digit) {
        return None;
    }
    std::str::from_utf8(text).ok()?.parse().ok()
}

fn chunk_size(line: &[u8]) -> Result<u64, Refusal> {
    if line.len() > MAX_CHUNK_LINES {
        return Err(Refusal::LineTooLong);
    }
    let digits = trim_blanks_end(line.split(|&byte| byte == b';').next().unwrap_or_default());
    let valid = (1..=16).contains(&digits.len()) && digits.iter().all(u8::is_ascii_hexdigit);
    let text = std::str::from_utf8(digits).ok().filter(|_| valid).ok_or(Refusal::ChunkSize)?;
    u64::from_str_radix(text, 16).map_err(|_| Refusal::ChunkSize)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Feeds the bytes whole and one by one; both must agree on whether they are refused, and why.
    fn check(bytes: &[u8]) -> Result<Framing, Refusal> {
        let mut whole = Framing::new();
        let at_once = whole.feed(bytes).map_err(|(_, refusal)| refusal);
        let mut pieces = Framing::new();
        let one_by_one =
            bytes.chunks(1).try_for_each(|byte| pieces.feed(byte)).map_err(|(_, refusal)| refusal);
        assert_eq!(at_once, one_by_one);
        at_once.map(|()| whole)
    }

    #[test]
    fn requests_in_a_row_end_where_they_say() {
        let framing = check(
            b"POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nGET /\
              POST /b HTTP/1.1\r\nhost: x\r\ntransfer-encoding: Chunked\r\n\r\n\
              5;ext=1\r\nTE: x\r\n0\r\nTrailer: y\r\n\r\n\
              GET /c HTTP/1.1\r\nHost: x\r\n\r\n",
        )
        .unwrap();
        assert!(!framing.in_head());
        assert!(matches!(framing.part, Part::RequestLine));
    }

    #[test]
    fn a_head_is_open_until_its_empty_line() {
        for begun in ["G", "GET / HTTP/1.1\r\n", "GET / HTTP/1.1\r\nHost: x\r\n"] {
            assert!(check(begun.as_bytes()).unwrap().in_head(), "{begun:?}");
        }
        assert!(!check(b"").unwrap().in_head());
        assert!(!check(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc").unwrap().in_head());
    }

    #[test]
    fn ambiguous_framing_is_refused() {
        let cases: &[(&str, Refusal)] = &[
            ("GET / HTTP/1.1\nHost: x\r\n\r\n", Refusal::BareLineFeed),
            ("CONNECT x:1 HTTP/1.1\r\nHost: x:1\r\n\r\n", Refusal::Connect),
            ("GET /a#b HTTP/1.1\r\nHost: x\r\n\r\n", Refusal::Fragment),
            ("GET / HTTP/1.1\r\nHost: x\r\n y\r\n\r\n", Refusal::FoldedLine),
            ("GET / HTTP/1.1\r\nHost: x\r\n\ty\r\n\r\n", Refusal::FoldedLine),
            ("GET / HTTP/1.1\r\nHost: x\r\nhOST: x\r\n\r\n", Refusal::HostLines),
            ("GET / HTTP/1.1\r\nA: b\r\n\r\n", Refusal::HostLines),
            ("GET / HTTP/1.1\r\nHost: x\r\nContent-Length: +5\r\n\r\n", Refusal::ContentLength),
            ("GET / HTTP/1.1\r\nHost: x\r\nContent-Length:\r\n\r\n", Refusal::ContentLength),
            ("GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 5, 5\r\n\r\n", Refusal::ContentLength),
            (
                "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\n",
                Refusal::ContentLength,
            ),
            (
                "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n",
                Refusal::ContentLength,
            ),
            ("GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: ,chunked\r\n\r\n", Refusal::TransferEncoding),
            (
                "GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
                Refusal::TransferEncoding,
            ),
            ("GET / HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n", Refusal::TransferEncoding),
            (
                "GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
                Refusal::TransferEncoding,
            ),
            (
                "GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n",
                Refusal::BothFramings,
            ),
            (
                "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
                Refusal::BothFramings,
            ),
            ("GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0x5\r\n", Refusal::ChunkSize),
            ("GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n", Refusal::ChunkSize),
            (
                "GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n11111111111111111\r\n",
                Refusal::ChunkSize,
            ),
            (
                "GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n",
                Refusal::ChunkSize,
            ),
            (
                "GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\nab\r\n",
                Refusal::BareLineFeed,
            ),
        ];
        for (bytes, refusal) in cases {
            assert_eq!(check(bytes.as_bytes()).map(|_| ()), Err(*refusal), "{bytes:?}");
        }
    }

    /// Found by fuzzing: `Chunked\r\r\n` was read as `chunked`.
    #[test]
    fn only_blanks_and_tabs_stand_around_a_value() {
        let head = |line: &str| format!("GET / HTTP/1.1\r\nHost: x\r\n{line}\r\n\r\n");
        for space in ["\r", "\x0c", "\x0b", "\u{a0}"] {
            let (before, after) = (format!("{space}5"), format!("5{space}"));
            for value in [&before, &after] {
                let refused = check(head(&format!("Content-Length: {value}")).as_bytes()).map(|_| ());
                assert_eq!(refused, Err(Refusal::ContentLength), "{value:?}");
            }
            let refused = check(head(&format!("Transfer-Encoding: chunked{space}")).as_bytes()).map(|_| ());
            assert_eq!(refused, Err(Refusal::TransferEncoding), "{space:?}");
            let chunk = format!("{}2{space}\r\nab\r\n", head("Transfer-Encoding: chunked"));
            assert_eq!(check(chunk.as_bytes()).map(|_| ()), Err(Refusal::ChunkSize), "{space:?}");
        }
        assert!(check(head("Transfer-Encoding:\t chunked \t").as_bytes()).is_ok());
    }

    #[test]
    fn nothing_is_read_into_what_follows_an_upgrade() {
        let framing =
            check(b"GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n\r\n\x81\x00\n\n").unwrap();
        assert!(matches!(framing.part, Part::Opaque));
    }

    #[test]
    fn no_bytes_make_it_panic() {
        let seeds: &[&[u8]] =
            &[b"\n", b"\r\n\r\n", b":\r\n", b"GET / HTTP/1.1\r\n:\r\n\r\n", &[0xff; 70_000]];
        for seed in seeds {
            let _ = check(seed);
        }
        let mut long = Framing::new();
        let refused = (0..).find_map(|_| long.feed(&[b'a'; 4096]).err());
        assert_eq!(refused.map(|(_, refusal)| refusal), Some(Refusal::LineTooLong));
    }
}
