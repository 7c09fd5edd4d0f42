//! Writes findings for people and for machines: one renderer a file, all over the same [`Report`].
//!
//! A renderer decides nothing: what is shown, what is silenced and what fails a run is settled before
//! ([`Thresholds`], [`crate::suppress`], [`crate::baseline`]). The same report gives the same bytes, but for the
//! elapsed time in the summary line for people.

pub mod summary;
mod human;
mod excerpt;
mod printable;
mod concise;
mod json;
mod schema;
mod sarif;
mod github;
mod gitlab;
mod junit;
mod markdown;

use std::io;

use serde::Serialize;

use gwc_syntax::diagnostic::{Diagnostic, Hidden, Severity};
use gwc_syntax::source::SourceMap;

pub use schema::diagnostics_schema;
pub use summary::{Summary, Thresholds};

/// How findings are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// Snippets with the offending token underlined.
    #[default]
    Human,
    /// One line a finding: `path:line:column: error[GW101 duplicate-endpoint] message`.
    Concise,
    /// One versioned object; [`diagnostics_schema`] describes it.
    Json,
    /// One JSON object a finding and line.
    Jsonl,
    /// SARIF 2.1.0, for code scanning services.
    Sarif,
    /// Workflow commands that GitHub shows as annotations.
    Github,
    /// GitLab's code quality report.
    Gitlab,
    /// JUnit XML: a suite a file, a case a finding.
    Junit,
    /// A table for a comment on a change.
    Markdown,
}

impl Format {
    /// All of them, in the order of the documentation.
    pub const ALL: &[Self] = &[
        Self::Human,
        Self::Concise,
        Self::Json,
        Self::Jsonl,
        Self::Sarif,
        Self::Github,
        Self::Gitlab,
        Self::Junit,
        Self::Markdown,
    ];

    /// The word of `--format`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Human => "human",
            Self::Concise => "concise",
            Self::Json => "json",
            Self::Jsonl => "jsonl",
            Self::Sarif => "sarif",
            Self::Github => "github",
            Self::Gitlab => "gitlab",
            Self::Junit => "junit",
            Self::Markdown => "markdown",
        }
    }

    /// The least severity that is shown where nobody sets one. People need what they have to act on; what machines
    /// read is complete.
    pub fn shows(self) -> Severity {
        match self {
            Self::Human | Self::Concise => Severity::Warning,
            _ => Severity::Note,
        }
    }

    /// The format with this name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|format| format.as_str() == name)
    }
}

/// A finding that a comment or `gwc.toml` silenced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suppressed {
    /// The finding.
    pub finding: Diagnostic,
    /// Why, in the words of whoever silenced it.
    pub reason: String,
}

/// What a run found, ready to be written.
#[derive(Debug, Clone)]
pub struct Report<'a> {
    /// The files that spans point into.
    pub sources: &'a SourceMap,
    /// What is shown, in this order.
    pub findings: &'a [Diagnostic],
    /// What was silenced; only the formats for machines show it.
    pub suppressed: &'a [Suppressed],
    /// What is left out; JSON carries it.
    pub hidden: &'a [Hidden],
    /// Whether people are shown what is left out, and what was silenced.
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

    /// Adds what was silenced.
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
    fn left_out(&self) -> impl Iterator<Item = (&'a Diagnostic, String)> {
        let shown = self.show_hidden;
        let hidden = self.hidden.iter().map(|hidden| (&hidden.finding, hidden.why.sentence().to_owned()));
        let silenced = self.suppressed.iter();
        let silenced = silenced.map(|s| (&s.finding, format!("it is suppressed: {}", s.reason)));
        hidden.chain(silenced).filter(move |_| shown)
    }

    /// Adds verdicts of a target. One that JSON can not say becomes null.
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

/// Writes a report. `colours` are for terminals and only of the human format.
pub fn write(format: Format, report: &Report, colours: bool, out: &mut dyn io::Write) -> io::Result<()> {
    match format {
        Format::Human => human::write(report, colours, out),
        Format::Concise => concise::write(report, out),
        Format::Json => json::write(report, out),
        Format::Jsonl => json::write_lines(report, out),
        Format::Sarif => sarif::write(report, out),
        Format::Github => github::write(report, out),
        Format::Gitlab => gitlab::write(report, out),
        Format::Junit => junit::write(report, out),
        Format::Markdown => markdown::write(report, out),
    }
}

/// The severity in the three steps that most formats know.
fn three_steps(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Loss | Severity::Note => "note",
    }
}
