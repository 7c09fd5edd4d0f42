//! One finding, or a group of findings, in the human format: message, excerpt, further places, facts, what to do.

use std::fmt;

use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan};

use super::group::Group;
use super::places::further;
use super::text::Style;
use crate::render::excerpt::Excerpt;
use crate::render::printable::printable;
use crate::render::report::Report;
use crate::render::secrets::Secrets;
use gwc_syntax::diagnostic::{Applicability, Diagnostic, Severity};
use gwc_syntax::source::{FileId, SourceMap, Span};

/// Further places that a page lists unless all are wanted; the rest is counted.
const PLACES: usize = 3;
/// A snippet has at most this many labels: more make it unreadable.
const LABELS: usize = 12;

/// Files as miette reads them, made once a file. Findings come sorted by file, so a short list is enough.
pub(super) struct Excerpts<'a> {
    sources: &'a SourceMap,
    secrets: Secrets<'a>,
    cached: Vec<(FileId, Excerpt<'a>)>,
}

impl<'a> Excerpts<'a> {
    pub(super) fn new(report: &Report<'a>) -> Self {
        Self { sources: report.sources, secrets: Secrets::of(report), cached: Vec::new() }
    }

    fn get(&mut self, file: FileId) -> &Excerpt<'a> {
        if let Some(at) = self.cached.iter().position(|(id, _)| *id == file) {
            return &self.cached[at].1;
        }
        self.cached.push((file, Excerpt::new(self.sources.file(file), &self.secrets)));
        &self.cached[self.cached.len() - 1].1
    }
}

/// A place to underline, and its label.
struct Mark<'a> {
    span: Span,
    text: &'a str,
    primary: bool,
}

/// A finding with its excerpts on its way to text.
pub(super) struct Page<'a> {
    pub(super) group: &'a Group<'a>,
    pub(super) style: Style,
    /// Whether all places are listed.
    pub(super) all_places: bool,
}

impl Page<'_> {
    pub(super) fn render(&self, excerpts: &mut Excerpts) -> Result<String, fmt::Error> {
        let finding = self.group.first;
        let mut text = self.style.headline(finding.severity, &finding.rule.title(), self.group.headline());
        for (file, marks) in self.labels_by_file() {
            // There is no line to show of an empty file, or of one that cannot be read.
            if excerpts.sources.file(file).text.is_empty() {
                text += &self.style.indented(&format!("at {}", excerpts.sources.file(file).path));
                continue;
            }
            let block = self.snippet(excerpts.get(file), marks)?;
            text += framed(&block);
        }
        self.further_places(excerpts.sources, &mut text);
        for note in &finding.notes {
            text += &self.style.paragraph("note", note);
        }
        text +=
            &advice(finding).map_or_else(String::new, |(word, advice)| self.style.paragraph(word, &advice));
        Ok(text)
    }

    /// The labels of each file, the primary one's file first.
    fn labels_by_file(&self) -> Vec<(FileId, Vec<Mark<'_>>)> {
        let finding = self.group.first;
        let primary = &finding.primary;
        let mut files =
            vec![(primary.span.file, vec![Mark { span: primary.span, text: &primary.text, primary: true }])];
        for label in &finding.related {
            let mark = Mark { span: label.span, text: &label.text, primary: false };
            match files.iter_mut().find(|(file, _)| *file == mark.span.file) {
                Some((_, marks)) if marks.len() < LABELS => marks.push(mark),
                Some(_) => {}
                None => files.push((mark.span.file, vec![mark])),
            }
        }
        files
    }

    fn snippet(&self, excerpt: &Excerpt, marks: Vec<Mark>) -> Result<String, fmt::Error> {
        let labels = marks.into_iter().map(|Mark { span, text, primary }| {
            let range = excerpt.underline(span);
            let text = (!text.is_empty()).then(|| printable(text).into_owned());
            match primary {
                true => LabeledSpan::new_primary_with_span(text, range),
                false => LabeledSpan::new_with_span(text, range),
            }
        });
        let snippet = Snippet { severity: self.group.first.severity, excerpt, labels: labels.collect() };
        let mut text = String::new();
        self.handler().render_report(&mut text, &snippet)?;
        Ok(text)
    }

    fn handler(&self) -> GraphicalReportHandler {
        let theme =
            if self.style.colours { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
        GraphicalReportHandler::new_themed(theme).with_links(false)
    }

    fn further_places(&self, sources: &SourceMap, text: &mut String) {
        let places = self.group.places();
        if places.len() > 1 {
            let shown = if self.all_places { places.len() } else { PLACES };
            *text += &self.style.indented(&format!("also at {}", further(sources, &places, shown)));
        }
    }
}

/// A block of miette from its frame on, without the message above it.
fn framed(block: &str) -> &str {
    let frame = block.find('╭').unwrap_or(block.len());
    &block[block[..frame].rfind('\n').map_or(0, |at| at + 1)..]
}

/// The help or the fix, in one line; a fix that repeats the help is not added.
fn advice(finding: &Diagnostic) -> Option<(&'static str, String)> {
    let Some(fix) = &finding.fix else { return finding.help.clone().map(|help| ("help", help)) };
    let flag = match fix.applicability {
        Applicability::Safe => " (applied by `--fix`)",
        Applicability::Unsafe => " (applied by `--fix --unsafe-fixes`)",
        Applicability::DisplayOnly => "",
    };
    match &finding.help {
        Some(help) if help.starts_with(&fix.title) => Some(("help", format!("{help}{flag}"))),
        Some(help) if !help.starts_with("did you mean `") && repeats(help, &fix.title) => {
            Some(("help", format!("{help}{flag}")))
        }
        Some(help) if !help.starts_with("did you mean `") => {
            Some(("help", format!("{help}; fix: {}{flag}", fix.title)))
        }
        _ => Some(("fix", format!("{}{flag}", fix.title))),
    }
}

/// Whether a help has all that a fix writes: the texts in the backticks of its title.
fn repeats(help: &str, title: &str) -> bool {
    let mut written = title.split('`').skip(1).step_by(2).map(|text| text.trim_matches('"')).peekable();
    written.peek().is_some() && written.all(|text| help.contains(text))
}

/// What miette is given: one file and the labels in it. The message is written before it.
struct Snippet<'a> {
    severity: Severity,
    excerpt: &'a Excerpt<'a>,
    labels: Vec<LabeledSpan>,
}

impl fmt::Debug for Snippet<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Snippet<'_> {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

impl std::error::Error for Snippet<'_> {}

impl miette::Diagnostic for Snippet<'_> {
    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Loss | Severity::Note => miette::Severity::Advice,
        })
    }

    fn source_code(&self) -> Option<&dyn miette::SourceCode> {
        Some(self.excerpt)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }
}
