//! Output formats of findings: one renderer a file, all over the same [`Report`].
//!
//! A renderer decides nothing: what is shown, what is suppressed and what fails a run is settled before
//! ([`crate::settings`], [`crate::suppress`], [`crate::baseline`]). The same report gives the same bytes, but for the
//! elapsed time in the summary line for people.

pub mod summary;
mod human;
mod excerpt;
mod printable;
mod concise;
mod json;
mod schema;
mod report;
mod secrets;
mod steps;
mod sarif;
mod github;
mod gitlab;
mod junit;
mod markdown;
pub mod changes;

use std::io;

use gwc_syntax::diagnostic::Severity;

pub use report::Report;
pub use schema::diagnostics_schema;
pub use summary::Summary;

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

    /// The lowest severity that is shown by default. Formats for machines are complete.
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
