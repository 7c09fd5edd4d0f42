//! A file with the places in it as go-yaml prints them.

use gwc_syntax::source::{SourceMap, Span};
use gwc_syntax::tree::Document;

/// A file and the line numbers that go-yaml prints.
#[derive(Clone, Copy)]
pub(super) struct Text<'a> {
    pub(super) sources: &'a SourceMap,
    pub(super) document: &'a Document,
    pub(super) text: &'a str,
}

impl Text<'_> {
    pub(super) fn line(self, offset: u32) -> usize {
        self.sources.file(self.document.file).position(offset).line
    }

    pub(super) fn span(self, start: usize, end: usize) -> Span {
        Span::new(self.document.file, start, end)
    }

    /// An error of the scanner: the message contains the line unless it is the first.
    pub(super) fn scanner(self, offset: u32, problem: &str) -> String {
        match self.line(offset) {
            1 => format!("yaml: {problem}"),
            line => format!("yaml: line {line}: {problem}"),
        }
    }

    /// An error of the parser: it counts from zero, and prints the start of the collection, else the place.
    pub(super) fn parser(self, collection: u32, offset: u32, problem: &str) -> String {
        match (self.line(collection) - 1, self.line(offset) - 1) {
            (0, 0) => format!("yaml: {problem}"),
            (0, line) | (line, _) => format!("yaml: line {line}: {problem}"),
        }
    }
}
