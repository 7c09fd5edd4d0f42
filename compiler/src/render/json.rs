//! One versioned object (`json`), or one object a finding and line (`jsonl`). Positions count from 1 and columns
//! count characters; `offset` counts bytes from 0.

use std::borrow::Cow;
use std::io;

use serde::Serialize;
use serde_json::Value;

use super::report::Report;
use super::secrets::Secrets;
use super::summary::Summary;
use gwc_syntax::diagnostic::{Diagnostic, Fix, Label};
use gwc_syntax::source::{SourceMap, Span};

/// Raised when a field goes or changes its meaning; new fields do not raise it.
pub(super) const VERSION: u32 = 1;

pub(super) fn write(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    let secrets = Secrets::of(report);
    let document = Document {
        version: VERSION,
        findings: findings(report, &secrets).collect(),
        hidden: hidden(report, &secrets).collect(),
        verdicts: &report.verdicts,
        summary: Numbers::of(&report.summary),
    };
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}

pub(super) fn write_lines(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    for finding in findings(report, &Secrets::of(report)) {
        serde_json::to_writer(&mut *out, &finding)?;
        writeln!(out)?;
    }
    Ok(())
}

fn findings<'a>(report: &'a Report, secrets: &Secrets<'_>) -> impl Iterator<Item = Finding<'a>> {
    let shown = report.findings.iter().map(|d| Finding::of(d, report.sources, secrets, None));
    let suppressed = report.suppressed.iter();
    shown.chain(suppressed.map(|s| Finding::of(&s.finding, report.sources, secrets, Some(&s.reason))))
}

/// A finding that is left out.
#[derive(Serialize)]
struct Left<'a> {
    why: &'static str,
    finding: Finding<'a>,
}

fn hidden<'a>(report: &'a Report, secrets: &Secrets<'_>) -> impl Iterator<Item = Left<'a>> {
    let left = report.hidden.iter();
    left.map(|h| Left {
        why: h.reason.as_str(),
        finding: Finding::of(&h.finding, report.sources, secrets, None),
    })
}

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    findings: Vec<Finding<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    hidden: Vec<Left<'a>>,
    verdicts: &'a [Value],
    summary: Numbers,
}

#[derive(Serialize)]
struct Finding<'a> {
    code: &'static str,
    name: &'static str,
    severity: &'static str,
    category: &'static str,
    message: &'a str,
    #[serde(flatten)]
    place: Place<'a>,
    #[serde(skip_serializing_if = "str::is_empty")]
    label: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    text: Cow<'a, str>,
    related: Vec<Related<'a>>,
    notes: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<Repair<'a>>,
    places: Vec<Place<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    route: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    suppressed: Option<Silence<'a>>,
}

impl<'a> Finding<'a> {
    fn of(
        finding: &'a Diagnostic,
        sources: &'a SourceMap,
        secrets: &Secrets<'_>,
        reason: Option<&'a str>,
    ) -> Self {
        Self {
            code: finding.rule.code,
            name: finding.rule.name,
            severity: finding.severity.as_str(),
            category: finding.rule.category.as_str(),
            message: &finding.message,
            place: Place::of(finding.primary.span, sources),
            label: &finding.primary.text,
            text: secrets.masked(sources.text(finding.primary.span)),
            related: finding.related.iter().map(|label| Related::of(label, sources)).collect(),
            notes: &finding.notes,
            help: finding.help.as_deref(),
            fix: finding.fix.as_ref().map(|fix| Repair::of(fix, sources)),
            places: finding.places.iter().map(|span| Place::of(*span, sources)).collect(),
            route: finding.route.as_deref(),
            suppressed: reason.map(|reason| Silence { reason }),
        }
    }
}

#[derive(Serialize)]
struct Silence<'a> {
    reason: &'a str,
}

#[derive(Serialize)]
struct Point {
    line: usize,
    column: usize,
    offset: u32,
}

#[derive(Serialize)]
struct Place<'a> {
    file: &'a str,
    start: Point,
    end: Point,
}

impl<'a> Place<'a> {
    fn of(span: Span, sources: &'a SourceMap) -> Self {
        let file = sources.file(span.file);
        let point = |offset| {
            let at = file.position(offset);
            Point { line: at.line, column: at.column, offset }
        };
        Self { file: &file.path, start: point(span.start), end: point(span.end) }
    }
}

#[derive(Serialize)]
struct Related<'a> {
    #[serde(flatten)]
    place: Place<'a>,
    message: &'a str,
}

impl<'a> Related<'a> {
    fn of(label: &'a Label, sources: &'a SourceMap) -> Self {
        Self { place: Place::of(label.span, sources), message: &label.text }
    }
}

#[derive(Serialize)]
struct Repair<'a> {
    title: &'a str,
    applicability: &'static str,
    edits: Vec<Replacement<'a>>,
}

#[derive(Serialize)]
struct Replacement<'a> {
    #[serde(flatten)]
    place: Place<'a>,
    text: &'a str,
}

impl<'a> Repair<'a> {
    fn of(fix: &'a Fix, sources: &'a SourceMap) -> Self {
        let edits = fix.edits.iter();
        let edits = edits.map(|edit| Replacement { place: Place::of(edit.span, sources), text: &edit.text });
        Self { title: &fix.title, applicability: fix.applicability.as_str(), edits: edits.collect() }
    }
}

/// The summary without its elapsed time: the same input gives the same bytes.
#[derive(Serialize)]
struct Numbers {
    files: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    endpoints: Option<usize>,
    errors: usize,
    warnings: usize,
    losses: usize,
    notes: usize,
    suppressed: usize,
    fixable: usize,
    unsafe_fixable: usize,
}

impl Numbers {
    fn of(summary: &Summary) -> Self {
        Self {
            files: summary.files,
            endpoints: summary.endpoints,
            errors: summary.errors,
            warnings: summary.warnings,
            losses: summary.losses,
            notes: summary.notes,
            suppressed: summary.suppressed,
            fixable: summary.fixable,
            unsafe_fixable: summary.unsafe_fixable,
        }
    }
}
