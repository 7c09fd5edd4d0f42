//! The human format: one screen that ends with the most severe findings.
//!
//! Findings that need the same action are one, the most severe is last, and a screen is at most [`SCREEN`] lines where
//! that is possible: the most severe get an excerpt (laid out by miette) and their help, the others one line each.

mod group;
mod page;
mod places;
mod text;

use std::collections::BTreeSet;
use std::fmt;
use std::io;

use super::concise;
use super::printable::printable;
use super::report::Report;
use group::{Group, groups};
use gwc_syntax::diagnostic::Severity;
use gwc_syntax::source::Span;
use page::{Excerpts, Page};
use places::listed;
use text::Style;

/// Lines that a run prints at most, unless it has more findings than that.
const SCREEN: usize = 60;
/// Places of errors that the end repeats; the rest is counted.
const ERRORS: usize = 10;

pub(super) fn write(report: &Report, colours: bool, out: &mut dyn io::Write) -> io::Result<()> {
    let mut screen =
        Screen { report, style: Style { colours, width: report.width }, excerpts: Excerpts::new(report) };
    for (finding, reason) in report.left_out() {
        let text = screen.page(&Group::alone(finding)).map_err(io::Error::other)?;
        writeln!(out, "hidden: {}\n{text}", printable(&reason))?;
    }
    let groups = groups(report.findings, report.full);
    let errors = screen.places_of_errors(&groups);
    let room = SCREEN - errors.lines().count() - 2;
    let (lines, pages) = screen.lay_out(&groups, room).map_err(io::Error::other)?;
    for text in &lines {
        out.write_all(text.as_bytes())?;
    }
    if !lines.is_empty() {
        out.write_all(screen.about_lines(lines.len()).as_bytes())?;
        writeln!(out)?;
    }
    for text in pages.iter().rev() {
        out.write_all(text.as_bytes())?;
    }
    out.write_all(errors.as_bytes())?;
    writeln!(out, "{}", report.summary)
}

/// A report on its way to a screen.
struct Screen<'a> {
    report: &'a Report<'a>,
    style: Style,
    excerpts: Excerpts<'a>,
}

impl Screen<'_> {
    /// Lines for the first groups, and pages for as many of the last ones as there is room for, the last one first.
    /// Errors get pages even where the lines of the others leave no room for them.
    fn lay_out(&mut self, groups: &[Group], room: usize) -> Result<(Vec<String>, Vec<String>), fmt::Error> {
        let height = |text: &str| text.lines().count();
        let mut lines: Vec<String> = groups.iter().map(|group| self.line(group)).collect();
        let mut above: usize = lines.iter().map(|line| height(line)).sum();
        let (mut pages, mut below) = (Vec::new(), 0);
        while let Some(line) = lines.pop() {
            let group = &groups[lines.len()];
            let page = self.page(group)?;
            above -= height(&line);
            below += height(&page);
            // Between the lines and the pages are one line about the lines, and a blank one.
            let between = if lines.is_empty() { 0 } else { 2 };
            let error = group.first.severity == Severity::Error;
            let fits = below + if error { 0 } else { above + between } <= room;
            if !fits && !self.report.full && !pages.is_empty() {
                lines.push(line);
                break;
            }
            pages.push(page);
        }
        Ok((lines, pages))
    }

    /// A group with its excerpt, and a blank line.
    fn page(&mut self, group: &Group) -> Result<String, fmt::Error> {
        let page = Page { group, style: self.style, all_places: self.report.full };
        Ok(page.render(&mut self.excerpts)? + "\n")
    }

    /// A group in one line.
    fn line(&self, group: &Group) -> String {
        self.style.line(&concise::line(self.report, group.first, group.headline(), group.places().len() - 1))
    }

    fn about_lines(&self, count: usize) -> String {
        let about = match count {
            1 => "the finding above is".to_owned(),
            _ => format!("the {count} findings above are"),
        };
        self.style.line(&format!(
            "{about} shortened; run with `--full` for excerpts and help, or with `--format concise` for one line each"
        ))
    }

    /// The places of the errors, repeated at the end of a long report; a single group needs no repetition.
    fn places_of_errors(&self, groups: &[Group]) -> String {
        let mut seen = BTreeSet::new();
        let mut places: Vec<Span> = Vec::new();
        for finding in self.report.findings.iter().filter(|finding| finding.severity == Severity::Error) {
            let span = finding.primary.span;
            // Equal errors have one place in each file.
            let equal =
                finding.together.as_ref().map(|text| (finding.rule.code, text, &finding.help, span.file));
            if equal.is_none_or(|equal| seen.insert(equal)) {
                places.push(span);
            }
        }
        if groups.len() < 2 || places.is_empty() {
            return String::new();
        }
        self.style.line(&format!("errors at {}", listed(self.report.sources, &places, ERRORS)))
    }
}
