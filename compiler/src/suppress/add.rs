//! Adopting the linter on an existing tree: comments that suppress the findings of today.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use gwc_syntax::diagnostic::{Diagnostic, Edit};
use gwc_syntax::source::{FileId, SourceFile, SourceMap, Span};
use gwc_syntax::tree::{Document, Kind};

/// The changes of `--add-ignores`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Added {
    /// Comment lines to insert; they do not overlap.
    pub edits: Vec<Edit>,
    /// `[[ignore]]` tables to append to `gwc.toml`, for files without comments; may be empty.
    pub settings: String,
    /// The number of findings that cannot be suppressed.
    pub left: usize,
}

/// Comments (and settings, for JSON) that suppress `findings`, all with the same reason.
pub fn add_ignores(
    findings: &[Diagnostic],
    documents: &[&Document],
    sources: &SourceMap,
    reason: &str,
) -> Added {
    let reason = reason.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut added = Added::default();
    let mut lines: BTreeMap<(FileId, usize), BTreeSet<&str>> = BTreeMap::new();
    let mut files: BTreeMap<FileId, BTreeSet<&str>> = BTreeMap::new();
    let mut ignores: BTreeSet<(&str, Option<&str>, &str)> = BTreeSet::new();
    let commented =
        documents.iter().filter(|document| document.takes_comments && sources.file(document.file).editable);
    let scalars: BTreeMap<FileId, Vec<Span>> = commented.map(|d| (d.file, multi_line(d, sources))).collect();
    for finding in findings {
        let code = finding.rule.code;
        if !finding.rule.suppressible {
            added.left += 1;
            continue;
        }
        let file = finding.primary.span.file;
        let path = sources.file(file).path.as_str();
        let Some(scalars) = scalars.get(&file) else {
            ignores.insert((code, finding.route.as_deref(), path));
            continue;
        };
        for span in places(finding) {
            let line = sources.file(span.file).position(span.start).line;
            match span.file == file && !inside(sources.file(file), line, scalars) {
                true => lines.entry((span.file, line)).or_default().insert(code),
                false => files.entry(span.file).or_default().insert(code),
            };
        }
    }
    let mut inserts: BTreeMap<Span, String> = BTreeMap::new();
    for (file, codes) in files {
        *inserts.entry(start_of_line(file, sources.file(file), 1)).or_default() +=
            &comment("ignore-file", &codes, &reason, "", sources.file(file));
    }
    for ((file, line), codes) in lines {
        let source = sources.file(file);
        let text = &source.text[source.line_range(line)];
        let indent = &text[..text.len() - text.trim_start_matches([' ', '\t', '\u{feff}']).len()];
        *inserts.entry(start_of_line(file, source, line)).or_default() +=
            &comment("ignore", &codes, &reason, indent.trim_start_matches('\u{feff}'), source);
    }
    added.edits = inserts.into_iter().map(|(span, text)| Edit { span, text }).collect();
    let whole: BTreeSet<_> = ignores.iter().filter(|i| i.1.is_none()).map(|i| (i.0, i.2)).collect();
    ignores.retain(|(code, route, path)| route.is_none() || !whole.contains(&(*code, *path)));
    added.settings = tables(&ignores, &reason);
    added
}

fn places(finding: &Diagnostic) -> Vec<Span> {
    match finding.places.is_empty() {
        true => vec![finding.primary.span],
        false => finding.places.clone(),
    }
}

/// Scalars over several lines: a comment line within them would be text. In the order of the file.
fn multi_line(document: &Document, sources: &SourceMap) -> Vec<Span> {
    let scalars =
        document.nodes.iter().filter(|node| matches!(node.kind, Kind::Scalar(_))).map(|node| node.span);
    let mut spans: Vec<Span> = scalars.filter(|span| sources.text(*span).contains('\n')).collect();
    spans.sort();
    spans
}

/// Whether the line starts within one of the scalars.
fn inside(source: &SourceFile, line: usize, scalars: &[Span]) -> bool {
    let start = source.line_range(line).start as u32;
    let next = scalars.partition_point(|span| span.start < start);
    next > 0 && scalars[next - 1].end > start
}

fn start_of_line(file: FileId, source: &SourceFile, line: usize) -> Span {
    let start = source.line_range(line).start;
    let start = if start == 0 && source.text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { start };
    Span::new(file, start, start)
}

fn comment(command: &str, codes: &BTreeSet<&str>, reason: &str, indent: &str, source: &SourceFile) -> String {
    let codes: Vec<&str> = codes.iter().copied().collect();
    let line_break = if source.text.contains("\r\n") { "\r\n" } else { "\n" };
    format!("{indent}# gwc: {command}[{}] {reason}{line_break}", codes.join(", "))
}

fn tables(ignores: &BTreeSet<(&str, Option<&str>, &str)>, reason: &str) -> String {
    let mut text = String::new();
    for (code, route, path) in ignores {
        let _ = write!(text, "\n[[ignore]]\nrule = {}\n", quoted(code));
        let _ = match route {
            Some(route) => writeln!(text, "route = {}", quoted(route)),
            None => writeln!(text, "paths = [{}]", quoted(&globset::escape(path))),
        };
        let _ = writeln!(text, "reason = {}", quoted(reason));
    }
    text
}

/// A basic string of TOML, which accepts all JSON escapes.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
