//! GitLab's code quality report: one array, every entry with a stable and unique fingerprint.

use std::io;

use serde::Serialize;

use super::report::Report;
use crate::baseline;
use gwc_syntax::diagnostic::Severity;
use gwc_syntax::source::{Position, SourceMap, Span};

pub(super) fn write(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    let fingerprints = baseline::fingerprints(report.findings, report.sources);
    let entries = report.findings.iter().zip(fingerprints).map(|(finding, fingerprint)| Entry {
        description: format!("{}: {}", finding.rule.title(), finding.message),
        check_name: finding.rule.title(),
        fingerprint,
        severity: severity(finding.severity),
        location: Location::of(finding.primary.span, report.sources),
    });
    serde_json::to_writer_pretty(&mut *out, &entries.collect::<Vec<_>>())?;
    writeln!(out)
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "critical",
        Severity::Warning => "major",
        Severity::Loss => "minor",
        Severity::Note => "info",
    }
}

#[derive(Serialize)]
struct Entry {
    description: String,
    check_name: String,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    positions: Positions,
}

#[derive(Serialize)]
struct Positions {
    begin: Point,
    end: Point,
}

#[derive(Serialize)]
struct Point {
    line: usize,
    column: usize,
}

impl Location {
    fn of(span: Span, sources: &SourceMap) -> Self {
        let file = sources.file(span.file);
        let point = |at: Position| Point { line: at.line, column: at.column };
        let (begin, end) = (point(file.position(span.start)), point(file.position(span.end)));
        Self { path: file.path.clone(), positions: Positions { begin, end } }
    }
}
