//! For people: message, snippets with the tokens underlined, facts, and what to do. Laid out by miette.

use std::fmt;
use std::io;

use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan};

use super::excerpt::Excerpt;
use super::{Report, printable};
use gwc_syntax::diagnostic::{Applicability, Diagnostic, Severity};
use gwc_syntax::source::{FileId, SourceMap, Span};

/// Columns.
const WIDTH: usize = 100;
/// Further places of a group that are shown; the rest is counted.
const PLACES: usize = 3;
/// A snippet has at most this many labels: more make it unreadable.
const LABELS: usize = 12;

pub(super) fn write(report: &Report, colours: bool, out: &mut dyn io::Write) -> io::Result<()> {
    let mut excerpts = Excerpts { sources: report.sources, cached: Vec::new() };
    for finding in report.findings {
        let text = Page { finding, colours }.render(&mut excerpts).map_err(io::Error::other)?;
        out.write_all(text.as_bytes())?;
        writeln!(out)?;
    }
    for (finding, reason) in report.left_out() {
        let text = Page { finding, colours }.render(&mut excerpts).map_err(io::Error::other)?;
        writeln!(out, "hidden: {}\n{text}", printable(&reason))?;
    }
    writeln!(out, "{}", report.summary)
}

/// Files as miette reads them, made once a file. Findings come sorted by file, so a short list is enough.
struct Excerpts<'a> {
    sources: &'a SourceMap,
    cached: Vec<(FileId, Excerpt<'a>)>,
}

impl<'a> Excerpts<'a> {
    fn get(&mut self, file: FileId) -> &Excerpt<'a> {
        if let Some(at) = self.cached.iter().position(|(id, _)| *id == file) {
            return &self.cached[at].1;
        }
        self.cached.push((file, Excerpt::new(self.sources.file(file))));
        &self.cached[self.cached.len() - 1].1
    }
}

/// A place to underline and what to say of it.
struct Mark<'a> {
    span: Span,
    text: &'a str,
    primary: bool,
}

/// One finding on its way to text.
struct Page<'a> {
    finding: &'a Diagnostic,
    colours: bool,
}

/// A block from its frame on: a long message takes several lines.
fn without_message(block: &str) -> &str {
    let frame = block.find('╭').unwrap_or(0);
    &block[block[..frame].rfind('\n').map_or(0, |at| at + 1)..]
}

impl Page<'_> {
    fn render(&self, excerpts: &mut Excerpts) -> Result<String, fmt::Error> {
        let mut text = String::new();
        for (at, (file, marks)) in self.labels_by_file().into_iter().enumerate() {
            let snippet = self.snippet(excerpts.get(file), marks)?;
            // The first block brings the message; of the others only the snippet is wanted.
            text += if at == 0 { snippet.trim_start() } else { without_message(&snippet) };
        }
        self.footer(&mut text);
        Ok(text)
    }

    /// The labels of each file, the primary one's file first.
    fn labels_by_file(&self) -> Vec<(FileId, Vec<Mark<'_>>)> {
        let primary = &self.finding.primary;
        let mut files =
            vec![(primary.span.file, vec![Mark { span: primary.span, text: &primary.text, primary: true }])];
        let related = self.finding.related.iter().map(|label| (label.span, label.text.as_str()));
        let places = self.finding.places.iter().filter(|place| **place != primary.span);
        for (span, text) in related.chain(places.take(PLACES).map(|span| (*span, "and here"))) {
            let mark = Mark { span, text, primary: false };
            match files.iter_mut().find(|(file, _)| *file == span.file) {
                Some((_, marks)) if marks.len() < LABELS => marks.push(mark),
                Some(_) => {}
                None => files.push((span.file, vec![mark])),
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
        let snippet = Snippet { finding: self.finding, excerpt, labels: labels.collect() };
        let mut text = String::new();
        self.handler().render_report(&mut text, &snippet)?;
        Ok(text)
    }

    /// miette's handler, with our header in the place of its icon: that is what `error[..]:` is here.
    fn handler(&self) -> GraphicalReportHandler {
        let mut theme =
            if self.colours { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
        let header = format!("{}[{}]:", self.finding.severity.as_str(), self.finding.rule.title());
        theme.characters.error.clone_from(&header);
        theme.characters.warning.clone_from(&header);
        theme.characters.advice = header;
        GraphicalReportHandler::new_themed(theme).with_width(WIDTH).with_links(false).with_break_words(false)
    }

    fn footer(&self, text: &mut String) {
        let hidden = self.finding.places.iter().filter(|p| **p != self.finding.primary.span).count();
        if hidden > PLACES {
            let more = hidden - PLACES;
            *text += &format!("  ... and at {more} more place{}\n", if more == 1 { "" } else { "s" });
        }
        for note in &self.finding.notes {
            self.paragraph(text, "note", note);
        }
        if let Some(help) = &self.finding.help {
            self.paragraph(text, "help", help);
        }
        if let Some(fix) = &self.finding.fix {
            let how = match fix.applicability {
                Applicability::Safe => " (`--fix` does it)",
                Applicability::Unsafe => " (`--fix --unsafe-fixes` does it)",
                Applicability::DisplayOnly => "",
            };
            self.paragraph(text, "fix", &format!("{}{how}", fix.title));
        }
    }

    fn paragraph(&self, text: &mut String, word: &str, content: &str) {
        let indent = " ".repeat(word.len() + 4);
        let first = match self.colours {
            true => format!("  \u{1b}[36m{word}:\u{1b}[0m "),
            false => format!("  {word}: "),
        };
        let options = textwrap::Options::new(WIDTH - 2)
            .initial_indent(&first)
            .subsequent_indent(&indent)
            .break_words(false);
        *text += &textwrap::fill(&printable(content), options);
        text.push('\n');
    }
}

/// What miette is given: message, one file and the labels in it.
struct Snippet<'a> {
    finding: &'a Diagnostic,
    excerpt: &'a Excerpt<'a>,
    labels: Vec<LabeledSpan>,
}

impl fmt::Debug for Snippet<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Snippet<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&printable(&self.finding.message))
    }
}

impl std::error::Error for Snippet<'_> {}

impl miette::Diagnostic for Snippet<'_> {
    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.finding.severity {
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
