//! Source files, places in them, and how a byte offset becomes a line and a column.
//!
//! A [`Span`] is what every authored value carries; only renderers turn it into lines. Nothing here reads a
//! disk but `gwc::load`, which fills a [`SourceMap`].

use std::collections::BTreeMap;
use std::sync::Arc;

/// A file of a [`SourceMap`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// Bytes `start..end` of one source file. Copy it freely; only renderers turn it into lines and columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// A span of `file`.
    pub fn new(file: FileId, start: usize, end: usize) -> Self {
        // Sources are capped far below 4 GiB (`SourceMap::MAX_FILE_BYTES`).
        Self { file, start: start as u32, end: end as u32 }
    }

    /// The empty span at the start of a file: for messages about the file as a whole.
    pub fn file_start(file: FileId) -> Self {
        Self { file, start: 0, end: 0 }
    }

    /// Number of bytes.
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether it covers no byte.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether `other` lies within this span.
    pub fn contains(self, other: Span) -> bool {
        self.file == other.file && self.start <= other.start && other.end <= self.end
    }

    /// A part of this span, counted from its start.
    pub fn slice(self, start: usize, end: usize) -> Self {
        Self { file: self.file, start: self.start + start as u32, end: self.start + end as u32 }
    }
}

/// A value and where it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it was written.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// Pairs a value with its place.
    pub fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }

    /// The same place, another value.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Spanned<U> {
        Spanned { value: f(self.value), span: self.span }
    }

    /// The same place, a borrowed value.
    pub fn as_ref(&self) -> Spanned<&T> {
        Spanned { value: &self.value, span: self.span }
    }
}

/// A line and a column, both counted from 1; the column counts characters, as editors do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// One source file.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// The path as it is shown: relative, with forward slashes.
    pub path: String,
    /// The text. Bytes that are not UTF-8 never get here: they are a diagnostic of the loader.
    pub text: Arc<str>,
    /// Whether the text is what the file at `path` holds, byte for byte: only then it can be edited.
    pub editable: bool,
    line_starts: Vec<u32>,
    /// How many characters start before each multiple of [`BLOCK`] bytes: compact JSON is one line of megabytes, and
    /// its columns are asked for again and again.
    chars_before: Vec<u32>,
}

/// Bytes from one entry of `chars_before` to the next.
const BLOCK: usize = 128;

impl SourceFile {
    fn new(path: String, text: Arc<str>, editable: bool) -> Self {
        let mut line_starts = vec![0];
        line_starts.extend(text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(i, _)| i as u32 + 1));
        let mut chars_before = Vec::with_capacity(text.len() / BLOCK + 1);
        let mut count = 0;
        for block in text.as_bytes().chunks(BLOCK) {
            chars_before.push(count);
            count += chars_starting_in(block);
        }
        chars_before.push(count);
        Self { path, text, editable, line_starts, chars_before }
    }

    /// How many characters start before a byte offset.
    fn chars_before(&self, offset: usize) -> u32 {
        let block = offset / BLOCK;
        self.chars_before[block] + chars_starting_in(&self.text.as_bytes()[block * BLOCK..offset])
    }

    /// The position of a byte offset. An offset past the end is the end. A byte order mark is no column.
    pub fn position(&self, offset: u32) -> Position {
        let offset = (offset as usize).min(self.text.len());
        let line = self.line_starts.partition_point(|start| *start as usize <= offset) - 1;
        let start = self.line_starts[line] as usize;
        let start = if line == 0 && self.text.starts_with('\u{feff}') { 3.min(offset) } else { start };
        let column = (self.chars_before(offset) - self.chars_before(start)) as usize + 1;
        Position { line: line + 1, column }
    }

    /// Byte range of a line (from 1), without its line break.
    pub fn line_range(&self, line: usize) -> std::ops::Range<usize> {
        let start = self.line_starts[line - 1] as usize;
        let end = self.line_starts.get(line).map_or(self.text.len(), |next| *next as usize);
        let text = self.text[start..end].trim_end_matches(['\n', '\r']);
        start..start + text.len()
    }

    /// How many lines there are.
    pub fn lines(&self) -> usize {
        self.line_starts.len()
    }
}

/// Every byte starts a character but those that go on with one.
fn chars_starting_in(bytes: &[u8]) -> u32 {
    bytes.iter().filter(|byte| **byte & 0b1100_0000 != 0b1000_0000).count() as u32
}

/// All source files of a run.
#[derive(Debug, Clone, Default)]
pub struct SourceMap {
    files: Vec<SourceFile>,
    edited: BTreeMap<String, String>,
    copied: Vec<(String, String)>,
}

impl SourceMap {
    /// Largest source file that is read, in bytes.
    pub const MAX_FILE_BYTES: u64 = 64 << 20;

    /// No files yet; of those in `edited`, by path, that text is read instead of what the disk holds.
    pub fn over(edited: BTreeMap<String, String>) -> Self {
        Self { edited, ..Self::default() }
    }

    /// Files with a path that begins with `from` are copies: the prefix is shown as `to`.
    pub fn copied(mut self, from: impl Into<String>, to: impl Into<String>) -> Self {
        self.copied.push((from.into(), to.into()));
        self
    }

    /// The text to read instead of what the disk holds at a path.
    pub fn edited(&self, path: &str) -> Option<&str> {
        self.edited.get(path).map(String::as_str)
    }

    /// Adds a file; `path` is the path that is shown.
    pub fn add(&mut self, path: impl Into<String>, text: impl Into<Arc<str>>) -> FileId {
        self.push(SourceFile::new(path.into(), text.into(), true))
    }

    /// Adds a text that is not a whole file: a part of one, or a replacement for bytes that are not text.
    pub fn add_view(&mut self, path: impl Into<String>, text: impl Into<Arc<str>>) -> FileId {
        self.push(SourceFile::new(path.into(), text.into(), false))
    }

    fn push(&mut self, mut file: SourceFile) -> FileId {
        let original = |(from, to): &(String, String)| Some(format!("{to}{}", file.path.strip_prefix(from)?));
        if let Some(path) = self.copied.iter().find_map(original) {
            file.path = path;
        }
        self.files.push(file);
        FileId(self.files.len() as u32 - 1)
    }

    /// Takes the file that was added last out again: nothing may point into it. Any other stays.
    pub fn forget(&mut self, id: FileId) {
        if id.0 as usize + 1 == self.files.len() {
            self.files.pop();
        }
    }

    /// The file.
    pub fn file(&self, id: FileId) -> &SourceFile {
        &self.files[id.0 as usize]
    }

    /// Changes the path that is shown of a file, which is then a view: its text is not what the disk holds there.
    pub fn retitle(&mut self, id: FileId, path: impl Into<String>) {
        let file = &mut self.files[id.0 as usize];
        file.path = path.into();
        file.editable = false;
    }

    /// The text a span covers.
    pub fn text(&self, span: Span) -> &str {
        self.file(span.file).text.get(span.start as usize..span.end as usize).unwrap_or("")
    }

    /// Path, line and column of a span's start, as `path:line:column`.
    pub fn locate(&self, span: Span) -> String {
        let file = self.file(span.file);
        let at = file.position(span.start);
        format!("{}:{}:{}", file.path, at.line, at.column)
    }

    /// All files with their ids, in the order they were added.
    pub fn files(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        self.files.iter().enumerate().map(|(i, f)| (FileId(i as u32), f))
    }

    /// How many files there are.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there are no files.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_characters_and_lines() {
        let mut map = SourceMap::default();
        let id = map.add("a.yaml", "é: 1\r\nb: 2\n");
        let file = map.file(id);
        assert_eq!(file.position(0), Position { line: 1, column: 1 });
        assert_eq!(file.position(2), Position { line: 1, column: 2 });
        assert_eq!(file.position(7), Position { line: 2, column: 1 });
        assert_eq!(file.position(999), Position { line: 3, column: 1 });
        assert_eq!(&file.text[file.line_range(1)], "é: 1");
        assert_eq!(map.locate(Span::new(id, 7, 8)), "a.yaml:2:1");
    }

    #[test]
    fn columns_are_right_across_blocks() {
        for text in ["é".repeat(3 * BLOCK), format!("\u{feff}{}", "aé網".repeat(BLOCK)), "x".repeat(BLOCK)]
        {
            let mut map = SourceMap::default();
            let id = map.add("a.json", text.as_str());
            let bom = usize::from(text.starts_with('\u{feff}'));
            let ends = text.char_indices().map(|(at, _)| at).chain([text.len()]);
            for (chars, at) in ends.enumerate().skip(bom) {
                assert_eq!(map.file(id).position(at as u32), Position { line: 1, column: chars + 1 - bom });
            }
        }
    }
}
