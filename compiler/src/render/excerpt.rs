//! The lines around a span, for miette: found by the line index, so that a big file is not scanned once a
//! diagnostic, and cut to a window where a line is far too long to show (compact JSON is one line).

use std::borrow::Cow;
use std::ops::Range;

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use super::printable::printable;
use super::secrets::Secrets;
use gwc_syntax::source::{SourceFile, Span};

/// Lines of more bytes than this are shown in part.
const LONG_LINE: usize = 240;
/// Bytes shown on both sides of a span in a long line.
const AROUND: usize = 40;
/// The mark of UTF-8 at the start of a file: no character that one sees.
const BOM: &str = "\u{feff}";
/// Spans over this many lines are shown by their first line.
const MANY_LINES: usize = 6;

/// A file as miette reads it.
pub(super) struct Excerpt<'a> {
    file: &'a SourceFile,
    text: Cow<'a, str>,
}

impl<'a> Excerpt<'a> {
    /// The file, with characters that could steer a terminal and secrets replaced byte for byte.
    pub(super) fn new(file: &'a SourceFile, secrets: &Secrets<'_>) -> Self {
        let text = match secrets.masked(&file.text) {
            Cow::Borrowed(text) => printable(text),
            Cow::Owned(text) => printable(&text).into_owned().into(),
        };
        Self { file, text }
    }

    /// The bytes to underline for a span: whole characters, not many lines, and no more than a window shows.
    pub(super) fn underline(&self, span: Span) -> Range<usize> {
        let start = self.text.floor_char_boundary(span.start as usize);
        let end = self.text.ceil_char_boundary(span.end as usize).max(start);
        let first = self.file.position(start as u32).line;
        if self.file.position(end as u32).line - first < MANY_LINES && end - start <= LONG_LINE / 2 {
            return start..end;
        }
        let end = self.text.floor_char_boundary(start + LONG_LINE / 2);
        start..end.min(self.file.line_range(first).end).max(start)
    }

    /// The lines to show, from the context before to the context after.
    fn window(&self, shown: Range<usize>, before: usize, after: usize) -> Option<Range<usize>> {
        if shown.end > self.text.len() {
            return None;
        }
        let first = self.file.position(shown.start as u32).line;
        let last = self.file.position(shown.end as u32).line;
        let long = |line: usize| self.file.line_range(line).len() > LONG_LINE;
        if (first..=last).any(long) {
            return self.part_of_line(shown, first, last);
        }
        let from = (1..first).rev().take(before).take_while(|line| !long(*line)).last().unwrap_or(first);
        let to =
            (last + 1..=self.file.lines()).take(after).take_while(|line| !long(*line)).last().unwrap_or(last);
        let start = if before == 0 { shown.start } else { self.file.line_range(from).start };
        Some(start..self.file.line_range(to).end.max(shown.end))
    }

    fn part_of_line(&self, shown: Range<usize>, first: usize, last: usize) -> Option<Range<usize>> {
        if shown.len() > LONG_LINE {
            // Labels too far apart for one window: miette then shows each by itself.
            return None;
        }
        let start = self.text.floor_char_boundary(shown.start.saturating_sub(AROUND));
        let end = self.text.ceil_char_boundary(shown.end + AROUND);
        Some(
            start.max(self.file.line_range(first).start)
                ..end.min(self.file.line_range(last).end).max(shown.end),
        )
    }
}

impl SourceCode for Excerpt<'_> {
    fn read_span<'b>(
        &'b self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'b> + 'b>, MietteError> {
        let shown = span.offset()..span.offset() + span.len();
        let position = self.file.position(span.offset() as u32);
        let mut lines = self.window(shown, before, after).ok_or(MietteError::OutOfBounds)?;
        if lines.start == 0 && span.offset() > 0 && self.text.starts_with(BOM) {
            lines.start = BOM.len();
        }
        let start = self.file.position(lines.start as u32);
        let end = self.file.position(lines.end as u32);
        // Without context lines, miette requires the position of the span itself.
        let (line, column) =
            if before == 0 { (position.line, position.column) } else { (start.line, start.column) };
        Ok(Box::new(MietteSpanContents::new_named(
            printable(&self.file.path).into_owned(),
            &self.text.as_bytes()[lines.clone()],
            SourceSpan::new(lines.start.into(), lines.len()),
            line - 1,
            column - 1,
            end.line - start.line + 1,
        )))
    }
}
