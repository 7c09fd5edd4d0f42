//! Workflow commands that GitHub shows as annotations: `::error file=..,line=..,col=..,title=..::message`.

use std::fmt::Write as _;
use std::io;

use super::printable::printable;
use super::report::Report;
use gwc_syntax::diagnostic::{Diagnostic, Severity};
use gwc_syntax::source::SourceMap;

pub(super) fn write(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    for finding in report.findings {
        let command = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Loss | Severity::Note => "notice",
        };
        let place = place(finding, report.sources);
        let title = property(&finding.rule.title());
        writeln!(out, "::{command} {place},title={title}::{}", data(&body(finding, report.sources)))?;
    }
    Ok(())
}

/// Columns only count within one line: GitHub refuses them otherwise.
fn place(finding: &Diagnostic, sources: &SourceMap) -> String {
    let span = finding.primary.span;
    let file = sources.file(span.file);
    let (start, end) = (file.position(span.start), file.position(span.end));
    let lines = format!("file={},line={},endLine={}", property(&file.path), start.line, end.line);
    match start.line == end.line {
        true => format!("{lines},col={},endColumn={}", start.column, end.column),
        false => lines,
    }
}

fn body(finding: &Diagnostic, sources: &SourceMap) -> String {
    let mut text = finding.message.clone();
    for label in &finding.related {
        let _ = write!(text, "\n{}: {}", sources.locate(label.span), label.text);
    }
    let more = finding.places.iter().filter(|place| **place != finding.primary.span);
    match more.clone().count() {
        0 => {}
        count => {
            let first: Vec<String> = more.take(3).map(|place| sources.locate(*place)).collect();
            let dots = if count > first.len() { ", ..." } else { "" };
            let _ = write!(text, "\nand at {count} more: {}{dots}", first.join(", "));
        }
    }
    for note in &finding.notes {
        let _ = write!(text, "\nnote: {note}");
    }
    if let Some(help) = &finding.help {
        let _ = write!(text, "\nhelp: {help}");
    }
    text
}

/// Escapes the part behind `::`.
pub(super) fn data(text: &str) -> String {
    printable(text).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes the value of a property.
pub(super) fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
