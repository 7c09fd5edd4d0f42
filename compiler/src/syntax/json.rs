//! JSON as Go's `encoding/json` reads it, into the same tree as YAML.
//!
//! Accepts exactly what that package accepts and refuses with its texts (Go 1.26, encoding/json, scanner.go):
//! no comments, no byte order mark, no trailing comma, at most 10,000 levels, and bytes of a string that are
//! not UTF-8 or not a whole surrogate pair become U+FFFD. Duplicate keys stay in the tree; whoever reads it
//! lets the last one count.
//!
//! Spans are offsets into the bytes as given. The scanner keeps its own stack, so depth never costs ours.

use super::{Document, Kind, MapEntry, NodeId, Scalar, Style};
use crate::source::{FileId, Span};

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
        // No character is longer than four bytes, and a byte that is none is shown as one.
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

/// The text to show for bytes that may not be UTF-8: each offending byte becomes `?`, so that spans into the
/// bytes are spans into the text.
pub fn display_text(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(std::iter::repeat_n('?', chunk.invalid().len()));
    }
    text
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

/// A string being decoded: holds back the first half of a surrogate pair.
#[derive(Default)]
struct Text {
    done: String,
    high: Option<u16>,
}

impl Text {
    fn push_bytes(&mut self, bytes: &[u8]) {
        if bytes.is_empty() {
            return;
        }
        self.lone();
        for chunk in bytes.utf8_chunks() {
            self.done.push_str(chunk.valid());
            self.done.extend(std::iter::repeat_n('\u{fffd}', chunk.invalid().len()));
        }
    }

    fn push_char(&mut self, c: char) {
        self.lone();
        self.done.push(c);
    }

    fn push_unit(&mut self, unit: u16) {
        match (self.high.take(), unit) {
            (Some(high), 0xdc00..=0xdfff) => {
                let code = 0x10000 + ((u32::from(high) - 0xd800) << 10) + (u32::from(unit) - 0xdc00);
                self.done.push(char::from_u32(code).unwrap_or('\u{fffd}'));
                return;
            }
            (Some(_), _) => self.done.push('\u{fffd}'),
            (None, _) => {}
        }
        match unit {
            0xd800..=0xdbff => self.high = Some(unit),
            _ => self.done.push(char::from_u32(u32::from(unit)).unwrap_or('\u{fffd}')),
        }
    }

    /// A first half that nothing followed.
    fn lone(&mut self) {
        if self.high.take().is_some() {
            self.done.push('\u{fffd}');
        }
    }

    fn finish(mut self) -> String {
        self.lone();
        self.done
    }
}

/// A byte as Go's scanner quotes it: as the Latin-1 letter with that number, escaped when it can not be printed.
fn quote(byte: u8) -> String {
    match byte {
        b'\'' => r"'\''".into(),
        b'"' => "'\"'".into(),
        b'\\' => r"'\\'".into(),
        0x07 => r"'\a'".into(),
        0x08 => r"'\b'".into(),
        0x0c => r"'\f'".into(),
        b'\n' => r"'\n'".into(),
        b'\r' => r"'\r'".into(),
        b'\t' => r"'\t'".into(),
        0x0b => r"'\v'".into(),
        0..0x20 | 0x7f => format!("'\\x{byte:02x}'"),
        0x80..=0xa0 | 0xad => format!("'\\u{byte:04x}'"),
        _ => format!("'{}'", char::from(byte)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &[u8]) -> String {
        parse(FileId(0), text).expect_err("should be refused").message
    }

    /// Found by fuzzing: the place was one byte, also of a character of several.
    #[test]
    fn the_offending_character_is_pointed_at_as_a_whole() {
        for (text, token) in [
            ("{\"a\": é}", "é"),
            ("\u{feff}{}", "\u{feff}"),
            ("[1] 網", "網"),
            ("[\"\\😀\"]", "😀"),
            ("[1,}", "}"),
            ("[1", ""),
        ] {
            let span = parse(FileId(0), text.as_bytes())
                .expect_err("should be refused")
                .span(FileId(0), text.as_bytes());
            assert_eq!(text.get(span.start as usize..span.end as usize), Some(token), "{text}");
        }
        for (text, end) in [(&b"[\xff]"[..], 2), (b"[\xef\xbb\xbf, \"\xff\"]", 4), (b"[\xef\xbb]", 2)] {
            let span = parse(FileId(0), text).expect_err("should be refused").span(FileId(0), text);
            assert_eq!((span.start, span.end), (1, end), "{text:?}");
        }
    }

    fn string(text: &[u8]) -> String {
        let document = parse(FileId(0), text).expect("should be read");
        document.scalar(document.root.expect("a root")).expect("a scalar").text.to_string()
    }

    #[test]
    fn errors_are_worded_as_go_words_them() {
        for (text, message) in [
            (&b""[..], "unexpected end of JSON input"),
            (b"{", "unexpected end of JSON input"),
            (b"\"a", "unexpected end of JSON input"),
            (b"tru", "invalid character ' ' in literal true (expecting 'e')"),
            (b"-", "invalid character ' ' in numeric literal"),
            (b"1.", "invalid character ' ' after decimal point in numeric literal"),
            (b"1e+x", "invalid character 'x' in exponent of numeric literal"),
            (b"{,", "invalid character ',' looking for beginning of object key string"),
            (b"{\"a\" 1}", "invalid character '1' after object key"),
            (b"{\"a\":1 \"b\":2}", "invalid character '\"' after object key:value pair"),
            (b"[1 2]", "invalid character '2' after array element"),
            (b"[1,]", "invalid character ']' looking for beginning of value"),
            (b"{} x", "invalid character 'x' after top-level value"),
            (b"\xef\xbb\xbf{}", "invalid character '\u{ef}' looking for beginning of value"),
            (b"\"\\u12g4\"", "invalid character 'g' in \\u hexadecimal character escape"),
            (b"\"\n\"", "invalid character '\\n' in string literal"),
            (b"'a'", "invalid character '\\'' looking for beginning of value"),
            (b"01", "invalid character '1' after top-level value"),
        ] {
            assert_eq!(refused(text), message, "{}", display_text(text));
        }
    }

    #[test]
    fn strings_are_decoded_as_go_decodes_them() {
        assert_eq!(string(br#""\ud83d\ude00""#), "\u{1f600}");
        assert_eq!(string(br#""\ud800""#), "\u{fffd}");
        assert_eq!(string(br#""\ud800\ud83d\ude00""#), "\u{fffd}\u{1f600}");
        assert_eq!(string(br#""\ude00a\/\t""#), "\u{fffd}a/\t");
        assert_eq!(string(b"\"a\xff\xe2\x82b\""), "a\u{fffd}\u{fffd}\u{fffd}b");
    }

    #[test]
    fn nesting_ends_at_ten_thousand_levels() {
        let deep = |levels: usize| [vec![b'['; levels], vec![b']'; levels]].concat();
        assert!(parse(FileId(0), &deep(MAX_DEPTH)).is_ok());
        assert_eq!(refused(&deep(MAX_DEPTH + 1)), "invalid character '[' exceeded max depth");
        assert_eq!(refused(&vec![b'['; 1_000_000]), "invalid character '[' exceeded max depth");
    }

    #[test]
    fn spans_and_duplicate_keys_are_kept() {
        let text = br#"{"a": 1, "a": [true]}"#;
        let document = parse(FileId(0), text).expect("valid");
        let root = document.root.expect("a root");
        assert_eq!(document.map(root).map(<[_]>::len), Some(2));
        let last = document.get(root, "a").expect("present");
        assert_eq!(document.span(last), Span::new(FileId(0), 14, 20));
        assert_eq!(document.span(root), Span::new(FileId(0), 0, text.len()));
    }
}
