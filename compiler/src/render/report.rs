//! What renderers are given.

use serde::Serialize;

use super::summary::Summary;
use crate::suppress::Suppressed;
use gwc_syntax::diagnostic::{Diagnostic, Hidden};
use gwc_syntax::source::SourceMap;

/// What a run found, ready to be written.
#[derive(Debug, Clone)]
pub struct Report<'a> {
    /// The files that spans point into.
    pub sources: &'a SourceMap,
    /// What is shown, in this order.
    pub findings: &'a [Diagnostic],
    /// What was suppressed; only the formats for machines show it.
    pub suppressed: &'a [Suppressed],
    /// What is left out; JSON carries it.
    pub hidden: &'a [Hidden],
    /// Whether people are shown what is left out, and what was suppressed.
    pub show_hidden: bool,
    /// Whether people are shown each finding with its excerpt, however many there are.
    pub full: bool,
    /// Columns at which text for people wraps; nothing wraps without.
    pub width: Option<usize>,
    /// What a target says of a whole file, in the form that target has; only JSON shows it.
    pub verdicts: Vec<serde_json::Value>,
    /// The numbers of the last line.
    pub summary: Summary,
}

impl<'a> Report<'a> {
    /// A report of `findings`, with their counts as its summary.
    pub fn new(sources: &'a SourceMap, findings: &'a [Diagnostic]) -> Self {
        let summary = Summary::of(findings);
        Self {
            sources,
            findings,
            suppressed: &[],
            hidden: &[],
            show_hidden: false,
            full: false,
            width: None,
            verdicts: Vec::new(),
            summary,
        }
    }

    /// Adds what was suppressed.
    pub fn suppressed(mut self, suppressed: &'a [Suppressed]) -> Self {
        self.suppressed = suppressed;
        self.summary.suppressed = suppressed.len();
        self
    }

    /// Adds what is left out, and whether people are shown it.
    pub fn hidden(mut self, hidden: &'a [Hidden], show: bool) -> Self {
        self.hidden = hidden;
        self.show_hidden = show;
        self
    }

    /// Says how much people are shown of each finding, and how wide.
    pub fn screen(mut self, full: bool, width: Option<usize>) -> Self {
        self.full = full;
        self.width = width;
        self
    }

    /// What people are shown besides the findings: what is left out, with the reason.
    pub(super) fn left_out(&self) -> impl Iterator<Item = (&'a Diagnostic, String)> {
        let shown = self.show_hidden;
        let hidden = self.hidden.iter().map(|hidden| (&hidden.finding, hidden.reason.sentence().to_owned()));
        let suppressed = self.suppressed.iter();
        let suppressed = suppressed.map(|s| (&s.finding, format!("suppressed: {}", s.reason)));
        hidden.chain(suppressed).filter(move |_| shown)
    }

    /// Adds verdicts of a target. One that JSON cannot say becomes null.
    pub fn verdicts<T: Serialize>(mut self, verdicts: &[T]) -> Self {
        self.verdicts = verdicts.iter().map(|v| serde_json::to_value(v).unwrap_or_default()).collect();
        self
    }

    /// Replaces the numbers of the last line; its counts of findings come from before any display threshold.
    pub fn summary(mut self, summary: Summary) -> Self {
        self.summary = summary;
        self
    }
}
