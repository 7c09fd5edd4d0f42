//! Errors of the imported configuration, which KrakenD runs with them: each is suppressed where it is, so that a build
//! writes what runs today.

use std::collections::BTreeMap;

use crate::compilation::Compilation;
use crate::compile::compile_gateway;
use crate::load::GatewayFiles;
use crate::settings::Settings;
use crate::waivers;
use gwc_syntax::diagnostic::{Diagnostic, Severity};
use gwc_syntax::source::{FileId, SourceMap};

/// The longest part of a message that a comment repeats, in characters.
const LONGEST: usize = 100;

/// What the errors of route files are, and what was done about them.
#[derive(Debug, Default)]
pub struct Waived {
    /// Errors that are suppressed, by code and name.
    pub waived: BTreeMap<String, usize>,
    /// The files that have these suppressions.
    pub files: Vec<String>,
    /// Errors that prevent a build, by code and name.
    pub left: BTreeMap<String, usize>,
}

/// Suppresses the errors of imported route files that do not prevent a build then.
pub fn waive(files: &mut [(String, String)]) -> Waived {
    let mut sources = SourceMap::default();
    let compilation = compiled(files, &mut sources);
    let mut found = Waived::default();
    let mut comments = Comments::new();
    for error in errors(&compilation) {
        let is_waivable = error.rule.suppressible && waivers::is_waivable(&compilation, error);
        let counts = if is_waivable { &mut found.waived } else { &mut found.left };
        *counts.entry(error.rule.title()).or_default() += 1;
        if is_waivable {
            add(&mut comments, error, &sources);
        }
    }
    for (at, lines) in comments {
        let (name, text) = &mut files[at.0 as usize];
        *text = with_comments(text, &lines);
        found.files.push(name.clone());
    }
    found
}

/// Compiles route files that are not on disk.
fn compiled(files: &[(String, String)], sources: &mut SourceMap) -> Compilation {
    let routes = files.iter().map(|(name, text)| sources.add(name, text.as_str())).collect();
    compile_gateway(sources, &GatewayFiles { routes, ..GatewayFiles::default() }, &Settings::default())
}

fn errors(compilation: &Compilation) -> impl Iterator<Item = &Diagnostic> {
    compilation.diagnostics.iter().filter(|finding| finding.severity == Severity::Error)
}

/// The comments in front of a line, with the reason for each code: by file, then by line, then by code.
type Comments = BTreeMap<FileId, Lines>;
type Lines = BTreeMap<usize, BTreeMap<&'static str, String>>;

fn add(comments: &mut Comments, error: &Diagnostic, sources: &SourceMap) {
    for place in error.spans() {
        let line = sources.file(place.file).position(place.start).line;
        let codes = comments.entry(place.file).or_default().entry(line).or_default();
        codes.entry(error.rule.code).or_insert_with(|| reason(&error.message));
    }
}

/// The reason that a suppression of an error has. A comment is one line, and `until=` in it is a date.
fn reason(message: &str) -> String {
    let words: String = message.replace("until=", "until ").split_whitespace().collect::<Vec<_>>().join(" ");
    let clean: String = words.chars().filter(|c| !c.is_control() && *c != '\u{feff}').collect();
    let short: String = clean.chars().take(LONGEST).collect();
    let more = if short.len() < clean.len() { "..." } else { "" };
    format!("imported as it runs today: {short}{more}")
}

fn with_comments(text: &str, lines: &Lines) -> String {
    let mut out = String::new();
    for (number, line) in (1..).zip(text.split_inclusive('\n')) {
        let indent = &line[..line.len() - line.trim_start_matches(' ').len()];
        for (code, reason) in lines.get(&number).into_iter().flatten() {
            out += &format!("{indent}# gwc: ignore[{code}] {reason}\n");
        }
        out += line;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_one_line_without_a_date() {
        assert_eq!(reason("a\n b, until=2027-01-01"), "imported as it runs today: a b, until 2027-01-01");
        let long = reason(&"ä".repeat(200));
        assert_eq!(long.chars().count(), "imported as it runs today: ".len() + LONGEST + 3);
    }
}
