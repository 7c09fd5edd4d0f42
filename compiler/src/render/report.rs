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
    /// Whether hidden and suppressed findings are shown.
    pub show_hidden: bool,
    /// Whether every finding is shown with its excerpt.
    pub full: bool,
    /// The width at which text wraps; without it nothing wraps.
    pub width: Option<usize>,
    /// Results of simulated targets for whole files; only JSON shows them.
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

    /// Adds hidden findings, and whether they are shown.
    pub fn hidden(mut self, hidden: &'a [Hidden], show: bool) -> Self {
        self.hidden = hidden;
        self.show_hidden = show;
        self
    }

    /// Sets how much of each finding is shown, and the width.
    pub fn screen(mut self, full: bool, width: Option<usize>) -> Self {
        self.full = full;
        self.width = width;
        self
    }

    /// Hidden and suppressed findings with their reasons, if they are shown.
    pub(super) fn left_out(&self) -> impl Iterator<Item = (&'a Diagnostic, String)> {
        let shown = self.show_hidden;
        let hidden = self.hidden.iter().map(|hidden| (&hidden.finding, hidden.reason.sentence().to_owned()));
        let suppressed = self.suppressed.iter();
        let suppressed = suppressed.map(|s| (&s.finding, format!("suppressed: {}", s.reason)));
        hidden.chain(suppressed).filter(move |_| shown)
    }

    /// Adds verdicts of a target. One that cannot be serialized becomes null.
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
