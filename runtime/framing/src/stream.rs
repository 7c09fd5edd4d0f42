//! The stream of requests of one connection, line by line and body by body.

use memchr::memchr;

use crate::chunk::{MAX_CHUNK_LINES, chunk_size};
use crate::head::{Head, Rest};
use crate::refusal::Refusal;

/// The longest line of a head; hyper's own limit on the whole head is met before it.
const MAX_LINE: usize = 128 * 1024;

/// Where in the stream of requests the next byte belongs.
#[derive(Debug)]
pub struct Framing {
    part: Part,
    /// The beginning of a line whose end has not come yet.
    line: Vec<u8>,
    /// Whether the request under way offers another protocol, which may follow its body.
    upgrade: bool,
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

impl Default for Framing {
    fn default() -> Self {
        Framing::new()
    }
}

impl Framing {
    /// At the start of a connection.
    pub fn new() -> Framing {
        Framing { part: Part::RequestLine, line: Vec::new(), upgrade: false }
    }

    /// Whether a head has begun and not ended.
    pub fn in_head(&self) -> bool {
        match self.part {
            Part::RequestLine => !self.line.is_empty(),
            Part::Headers(_) => true,
            _ => false,
        }
    }

    /// Whether the stream was refused: none of what follows may be read as a request.
    pub fn is_refused(&self) -> bool {
        matches!(self.part, Part::Refused(_))
    }

    /// Whether nothing of a request is missing or left over: what follows would be a new one.
    pub fn at_boundary(&self) -> bool {
        matches!(self.part, Part::RequestLine) && self.line.is_empty()
    }

    /// Takes the next bytes of the connection. A refusal also states the offset from which the bytes must not be
    /// read as a request; the stream stays refused.
    pub fn feed(&mut self, bytes: &[u8]) -> Result<(), (usize, Refusal)> {
        let mut at = 0;
        while at < bytes.len() {
            at = match &mut self.part {
                Part::Opaque => return Ok(()),
                Part::Refused(refusal) => return Err((at, *refusal)),
                Part::Body(left) => {
                    let next = at + take(left, bytes.len() - at);
                    if *left == 0 {
                        self.part = self.after_request();
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

    /// Takes one line or the part of it that has arrived; returns where the next begins.
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

    /// What follows a request that is whole.
    fn after_request(&self) -> Part {
        if self.upgrade { Part::Opaque } else { Part::RequestLine }
    }

    /// Takes one whole line, without its line feed.
    fn end_line(&mut self, line: &[u8]) -> Result<(), Refusal> {
        let line = line.strip_suffix(b"\r").ok_or(Refusal::BareLineFeed)?;
        match &mut self.part {
            // Empty lines before a request are ignored (RFC 9112, section 2.2).
            Part::RequestLine if line.is_empty() => {}
            Part::RequestLine => self.part = Part::Headers(Head::from_request_line(line)?),
            Part::Headers(head) if line.is_empty() => {
                let (rest, upgrade) = head.end()?;
                self.upgrade = upgrade;
                self.part = match rest {
                    Rest::Nothing => self.after_request(),
                    Rest::Body(length) => Part::Body(length),
                    Rest::Chunks => Part::ChunkSize,
                };
            }
            Part::Headers(head) => head.line(line)?,
            Part::ChunkSize => {
                self.part = match chunk_size(line)? {
                    0 => Part::Trailers(0),
                    size => Part::ChunkData(size),
                };
            }
            Part::ChunkEnd if line.is_empty() => self.part = Part::ChunkSize,
            Part::ChunkEnd => return Err(Refusal::ChunkSize),
            Part::Trailers(_) if line.is_empty() => self.part = self.after_request(),
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

/// Takes up to `available` off `left`; returns how many.
fn take(left: &mut u64, available: usize) -> usize {
    let taken = usize::try_from(*left).unwrap_or(usize::MAX).min(available);
    *left -= taken as u64;
    taken
}
