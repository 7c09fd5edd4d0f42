//! The head of a request: where the request ends.

use memchr::memchr;

use crate::refusal::Refusal;
use crate::text::{decimal, trim_blanks};

/// What of a head decides where the request ends.
#[derive(Debug, Default)]
pub(crate) struct Head {
    http_1_1: bool,
    hosts: u32,
    content_length: Option<u64>,
    chunked: bool,
    upgrade: bool,
}

/// What of a request follows its head.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rest {
    Nothing,
    /// This number of bytes.
    Body(u64),
    Chunks,
}

impl Head {
    pub(crate) fn from_request_line(line: &[u8]) -> Result<Head, Refusal> {
        if line.starts_with(b"CONNECT ") {
            return Err(Refusal::Connect);
        }
        // A parser that drops the fragment routes another target than the one that was sent.
        if memchr(b'#', line).is_some() {
            return Err(Refusal::Fragment);
        }
        Ok(Head { http_1_1: line.ends_with(b" HTTP/1.1"), ..Head::default() })
    }

    /// Takes a header line, which is not empty.
    pub(crate) fn line(&mut self, line: &[u8]) -> Result<(), Refusal> {
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

    /// What follows this head, and whether that may be followed by another protocol.
    pub(crate) fn end(&self) -> Result<(Rest, bool), Refusal> {
        if self.chunked && self.content_length.is_some() {
            return Err(Refusal::BothFramings);
        }
        if self.hosts == 0 && self.http_1_1 {
            return Err(Refusal::HostLines);
        }
        let rest = match self.content_length {
            _ if self.chunked => Rest::Chunks,
            None | Some(0) => Rest::Nothing,
            Some(length) => Rest::Body(length),
        };
        Ok((rest, self.upgrade))
    }
}
