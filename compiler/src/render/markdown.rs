//! A table for a comment on a change.

use std::io;

use super::printable::printable;
use super::report::Report;

pub(super) fn write(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    if !report.findings.is_empty() {
        writeln!(out, "| severity | rule | place | message |")?;
        writeln!(out, "|---|---|---|---|")?;
    }
    for finding in report.findings {
        let place = code(&report.sources.locate(finding.primary.span));
        let mut message = text(&finding.message);
        let more = finding.places.iter().filter(|place| **place != finding.primary.span).count();
        if more > 0 {
            message += &format!(" (and at {more} more)");
        }
        if let Some(help) = &finding.help {
            message += &format!("<br>help: {}", text(help));
        }
        writeln!(out, "| {} | {} | {place} | {message} |", finding.severity.as_str(), finding.rule.title())?;
    }
    if !report.findings.is_empty() {
        writeln!(out)?;
    }
    writeln!(out, "{}", text(&report.summary.to_string()))
}

/// Text between backticks stays code, the rest can neither be markup nor end a cell of the table.
pub(super) fn text(text: &str) -> String {
    let line = printable(text).replace(['\n', '\r'], " ");
    let balanced = line.matches('`').count().is_multiple_of(2);
    let mut parts = Vec::new();
    for (at, part) in line.split('`').enumerate() {
        parts.push(match balanced && at % 2 == 1 {
            true => part.replace('|', "\\|"),
            false => escaped(part),
        });
    }
    parts.join(if balanced { "`" } else { "\\`" })
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => escaped.push_str("&lt;"),
            '&' => escaped.push_str("&amp;"),
            '\\' | '|' | '*' | '_' | '[' | ']' | '@' | '#' | '!' | '~' => {
                escaped.push('\\');
                escaped.push(c);
            }
            _ => escaped.push(c),
        }
    }
    escaped
}

pub(super) fn code(text: &str) -> String {
    format!("`{}`", printable(text).replace('`', "'").replace('|', "\\|"))
}
