//! JSON as Go's `encoding/json` reads it, into the same tree as YAML.
//!
//! Accepts exactly what that package accepts and refuses with its texts (Go 1.26, encoding/json, scanner.go):
//! no comments, no byte order mark, no trailing comma, at most 10,000 levels, and bytes of a string that are
//! not UTF-8 or not a whole surrogate pair become U+FFFD. Duplicate keys stay in the tree; readers use the last
//! one.
//!
//! Spans are offsets into the bytes as given. The scanner keeps its own stack, so nesting does not use the call stack.

mod text;

use super::{Document, Kind, MapEntry, NodeId, Scalar, Style};
use crate::source::{FileId, Span};

pub use text::display_text;
use text::{Text, quote};

/// Deepest nesting that is read, as in Go.
pub const MAX_DEPTH: usize = 10_000;

/// Why a text is not JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JsonError {
    /// Go's words, as `invalid character ',' looking for beginning of object key string`.
    pub message: String,
    /// The offending byte; the length of the text when it ends too early.
    pub offset: usize,
}

impl JsonError {
    /// The whole of the offending character, as [`display_text`] shows it; empty at the end of the text.
    pub fn span(&self, file: FileId, bytes: &[u8]) -> Span {
        let start = self.offset.min(bytes.len());
        let rest = &bytes[start..];
        // A character has up to four bytes, and an invalid byte is shown as one character.
        let first = rest[..rest.len().min(4)].utf8_chunks().next().and_then(|c| c.valid().chars().next());
        Span::new(file, start, start + first.map_or(rest.len().min(1), char::len_utf8))
    }
}

/// Reads one JSON text.
pub fn parse(file: FileId, bytes: &[u8]) -> Result<Document, JsonError> {
    let document =
        Document { file, nodes: Vec::new(), root: None, comments: Vec::new(), takes_comments: false };
    Scanner { bytes, at: 0, document, open: Vec::new() }.run()
}

/// A list or map that is not closed yet.
enum Open {
    Seq { node: NodeId, items: Vec<NodeId> },
    Map { node: NodeId, entries: Vec<MapEntry>, key: Option<NodeId> },
}

/// What the grammar allows next.
#[derive(Clone, Copy, PartialEq)]
enum Expect {
    Value,
    ValueOrEnd,
    Key,
    KeyOrEnd,
    Colon,
    AfterValue,
}

struct Scanner<'a> {
    bytes: &'a [u8],
    at: usize,
    document: Document,
    open: Vec<Open>,
}

impl Scanner<'_> {
    fn run(mut self) -> Result<Document, JsonError> {
        let mut expect = Expect::Value;
        loop {
            self.skip_space();
            if self.at == self.bytes.len() {
                let done = expect == Expect::AfterValue && self.open.is_empty();
                return if done { Ok(self.document) } else { Err(self.unexpected_end()) };
            }
            expect = match expect {
                Expect::Value => self.value()?,
                Expect::ValueOrEnd if self.byte() == b']' => self.close(),
                Expect::ValueOrEnd => self.value()?,
                Expect::KeyOrEnd if self.byte() == b'}' => self.close(),
                Expect::Key | Expect::KeyOrEnd => self.key()?,
                Expect::Colon if self.byte() == b':' => self.step(Expect::Value),
                Expect::Colon => return Err(self.invalid("after object key")),
                Expect::AfterValue => self.after_value()?,
            };
        }
    }

    fn value(&mut self) -> Result<Expect, JsonError> {
        match self.byte() {
            b'{' => {
                let node = self.enter(Kind::Map(Vec::new()))?;
                self.open.push(Open::Map { node, entries: Vec::new(), key: None });
                Ok(Expect::KeyOrEnd)
            }
            b'[' => {
                let node = self.enter(Kind::Seq(Vec::new()))?;
                self.open.push(Open::Seq { node, items: Vec::new() });
                Ok(Expect::ValueOrEnd)
            }
            b'"' => {
                let node = self.string()?;
                Ok(self.finish(node))
            }
            b'-' | b'0'..=b'9' => self.number(),
            b't' => self.literal("true"),
            b'f' => self.literal("false"),
            b'n' => self.literal("null"),
            _ => Err(self.invalid("looking for beginning of value")),
        }
    }

    fn key(&mut self) -> Result<Expect, JsonError> {
        if self.byte() != b'"' {
            return Err(self.invalid("looking for beginning of object key string"));
        }
        let node = self.string()?;
        if let Some(Open::Map { key, .. }) = self.open.last_mut() {
            *key = Some(node);
        }
        Ok(Expect::Colon)
    }

    fn after_value(&mut self) -> Result<Expect, JsonError> {
        match (self.open.last(), self.byte()) {
            (None, _) => Err(self.invalid("after top-level value")),
            (Some(Open::Map { .. }), b',') => Ok(self.step(Expect::Key)),
            (Some(Open::Seq { .. }), b',') => Ok(self.step(Expect::Value)),
            (Some(Open::Map { .. }), b'}') | (Some(Open::Seq { .. }), b']') => Ok(self.close()),
            (Some(Open::Map { .. }), _) => Err(self.invalid("after object key:value pair")),
            (Some(Open::Seq { .. }), _) => Err(self.invalid("after array element")),
        }
    }

    /// Opens a list or map: its node comes before those of its children.
    fn enter(&mut self, kind: Kind) -> Result<NodeId, JsonError> {
        if self.open.len() == MAX_DEPTH {
            return Err(self.invalid("exceeded max depth"));
        }
        let span = Span::new(self.document.file, self.at, self.at + 1);
        self.at += 1;
        Ok(self.document.push(kind, span))
    }

    /// Closes the innermost list or map; the closing bracket is the current byte.
    fn close(&mut self) -> Expect {
        self.at += 1;
        let (node, kind) = match self.open.pop() {
            Some(Open::Seq { node, items }) => (node, Kind::Seq(items)),
            Some(Open::Map { node, entries, .. }) => (node, Kind::Map(entries)),
            None => return Expect::AfterValue,
        };
        let place = &mut self.document.nodes[node.0 as usize];
        place.kind = kind;
        place.span.end = self.at as u32;
        self.finish(node)
    }

    /// Hands a whole value to what it is in.
    fn finish(&mut self, node: NodeId) -> Expect {
        match self.open.last_mut() {
            None => self.document.root = Some(node),
            Some(Open::Seq { items, .. }) => items.push(node),
            Some(Open::Map { entries, key, .. }) => {
                entries.extend(key.take().map(|key| MapEntry { key, value: node }));
            }
        }
        Expect::AfterValue
    }

    fn literal(&mut self, word: &'static str) -> Result<Expect, JsonError> {
        let start = self.at;
        for (i, expected) in word.bytes().enumerate() {
            if self.peek() != expected {
                debug_assert!(i > 0, "the first letter chose the word");
                let context = format!("in literal {word} (expecting '{}')", char::from(expected));
                return Err(self.invalid(&context));
            }
            self.at += 1;
        }
        Ok(self.plain(start))
    }

    fn number(&mut self) -> Result<Expect, JsonError> {
        let start = self.at;
        if self.peek() == b'-' {
            self.at += 1;
        }
        match self.peek() {
            b'0' => self.at += 1,
            b'1'..=b'9' => self.digits(),
            _ => return Err(self.invalid("in numeric literal")),
        }
        if self.peek() == b'.' {
            self.at += 1;
            self.some_digits("after decimal point in numeric literal")?;
        }
        if matches!(self.peek(), b'e' | b'E') {
            self.at += 1;
            if matches!(self.peek(), b'+' | b'-') {
                self.at += 1;
            }
            self.some_digits("in exponent of numeric literal")?;
        }
        Ok(self.plain(start))
    }

    fn some_digits(&mut self, context: &str) -> Result<(), JsonError> {
        if !self.peek().is_ascii_digit() {
            return Err(self.invalid(context));
        }
        self.digits();
        Ok(())
    }

    fn digits(&mut self) {
        while self.peek().is_ascii_digit() {
            self.at += 1;
        }
    }

    fn plain(&mut self, start: usize) -> Expect {
        let text = String::from_utf8_lossy(&self.bytes[start..self.at]).into();
        let scalar = Scalar { text, style: Style::Plain };
        let node = self.document.push(Kind::Scalar(scalar), self.span(start));
        self.finish(node)
    }

    /// Reads a string; the current byte is its opening quote.
    fn string(&mut self) -> Result<NodeId, JsonError> {
        let start = self.at;
        let mut text = Text::default();
        self.at += 1;
        loop {
            let run = self.at;
            while !matches!(self.peek(), b'"' | b'\\' | 0..=0x1f) && self.at < self.bytes.len() {
                self.at += 1;
            }
            text.push_bytes(&self.bytes[run..self.at]);
            if self.at == self.bytes.len() {
                return Err(self.unexpected_end());
            }
            match self.byte() {
                b'"' => break,
                b'\\' => self.escape(&mut text)?,
                _ => return Err(self.invalid("in string literal")),
            }
        }
        self.at += 1;
        let scalar = Scalar { text: text.finish().into(), style: Style::Quoted };
        Ok(self.document.push(Kind::Scalar(scalar), self.span(start)))
    }

    fn escape(&mut self, text: &mut Text) -> Result<(), JsonError> {
        self.at += 1;
        let plain = match self.peek() {
            c @ (b'"' | b'\\' | b'/') => char::from(c),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => return self.unicode_escape(text),
            _ => return Err(self.invalid("in string escape code")),
        };
        self.at += 1;
        text.push_char(plain);
        Ok(())
    }

    fn unicode_escape(&mut self, text: &mut Text) -> Result<(), JsonError> {
        self.at += 1;
        let mut unit = 0u16;
        for _ in 0..4 {
            let Some(digit) = char::from(self.peek()).to_digit(16) else {
                return Err(self.invalid("in \\u hexadecimal character escape"));
            };
            unit = unit << 4 | digit as u16;
            self.at += 1;
        }
        text.push_unit(unit);
        Ok(())
    }

    fn skip_space(&mut self) {
        while self.at < self.bytes.len() && matches!(self.byte(), b' ' | b'\t' | b'\r' | b'\n') {
            self.at += 1;
        }
    }

    fn step(&mut self, then: Expect) -> Expect {
        self.at += 1;
        then
    }

    fn byte(&self) -> u8 {
        self.bytes[self.at]
    }

    /// The current byte; past the end a space, which is what Go feeds its scanner there.
    fn peek(&self) -> u8 {
        self.bytes.get(self.at).copied().unwrap_or(b' ')
    }

    fn span(&self, start: usize) -> Span {
        Span::new(self.document.file, start, self.at)
    }

    fn invalid(&self, context: &str) -> JsonError {
        JsonError { message: format!("invalid character {} {context}", quote(self.peek())), offset: self.at }
    }

    fn unexpected_end(&self) -> JsonError {
        JsonError { message: "unexpected end of JSON input".into(), offset: self.bytes.len() }
    }
}

#[cfg(test)]
mod tests;
