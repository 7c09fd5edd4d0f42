//! Makes an edit in memory, checks it and compares with the files as they are.

use std::collections::BTreeMap;
use std::ops::Range;

use gwc::cli::session::Session;
use gwc::compared::Prepared;
use gwc::{baseline, compared};
use gwc_diff::Comparison;
use gwc_syntax::diagnostic::{Diagnostic, Severity};
use gwc_syntax::source::SourceMap;
use gwc_syntax::value::Target;

use super::case::{Case, Edit};

/// What an edit brought.
#[derive(Debug)]
pub(crate) enum Verdict {
    /// New findings, one at least inside the edited text: the rules of those.
    Found(Vec<String>),
    /// New findings, all somewhere else: some of them, one a line.
    Elsewhere(String),
    /// No new finding.
    Nothing,
}

/// The gateway as it is.
pub(crate) struct Base {
    /// Files by name, with their texts.
    pub(crate) files: BTreeMap<String, String>,
    findings: Vec<Diagnostic>,
    sources: SourceMap,
    side: Prepared,
}

/// Where the text of an edit stands afterwards.
struct Edited {
    file: String,
    text: Range<usize>,
}

impl Base {
    /// Reads `routes/hanzo`.
    pub(crate) fn read() -> Self {
        let files = gwc_tests::check::folder("routes/hanzo");
        let session = gwc_tests::check::files(&files);
        let side = side(&session).expect("the routes are a side");
        Self { files, findings: session.findings, sources: session.sources, side }
    }

    /// Makes the edit and compares what happens to requests; nothing when the edited text makes no gateway.
    pub(crate) fn compare(&self, case: &Case) -> Option<Comparison> {
        let mut files = self.files.clone();
        for edit in &case.edits {
            apply(&case.name, edit, &mut files, &mut Vec::new());
        }
        let side = side(&gwc_tests::check::files(&files))?;
        Some(gwc_diff::compare(&self.side.side, &side.side).expect("it is not too large"))
    }

    /// Makes the edit and compares.
    pub(crate) fn check(&self, case: &Case) -> Verdict {
        let mut files = self.files.clone();
        let mut edited: Vec<Edited> = Vec::new();
        for edit in &case.edits {
            apply(&case.name, edit, &mut files, &mut edited);
        }
        let session = gwc_tests::check::files(&files);
        let before = (self.findings.clone(), &self.sources);
        let introduced = baseline::compare(before, (session.findings, &session.sources)).introduced;
        let introduced: Vec<_> = introduced.iter().filter(|d| d.severity != Severity::Loss).collect();
        let inside = introduced.iter().filter(|d| edited.iter().any(|e| e.holds(d, &session.sources)));
        let rules: Vec<String> = inside.map(|d| d.rule.title()).collect();
        let line = |d: &&Diagnostic| {
            format!("    {} {}: {}", session.sources.locate(d.primary.span), d.rule.title(), d.message)
        };
        match (introduced.is_empty(), rules.is_empty()) {
            (true, _) => Verdict::Nothing,
            (false, true) => {
                Verdict::Elsewhere(introduced.iter().take(4).map(line).collect::<Vec<_>>().join("\n"))
            }
            (false, false) => Verdict::Found(distinct(rules)),
        }
    }
}

/// The gateway as `gwr` decides.
fn side(session: &Session) -> Option<Prepared> {
    let gateway = session.compiled.gateways.first()?.1.gateway.as_ref()?;
    compared::of_model(gateway, Some(Target::Gwr)).ok()
}

fn distinct(mut rules: Vec<String>) -> Vec<String> {
    rules.sort();
    rules.dedup();
    rules
}

impl Edited {
    fn holds(&self, finding: &Diagnostic, sources: &SourceMap) -> bool {
        let span = finding.primary.span;
        let path = &sources.file(span.file).path;
        path.rsplit('/').next() == Some(self.file.as_str())
            && self.text.start <= span.start as usize
            && span.end as usize <= self.text.end
    }
}

fn apply(name: &str, edit: &Edit, files: &mut BTreeMap<String, String>, edited: &mut Vec<Edited>) {
    if edit.file == "*" {
        for (_, text) in files.iter_mut().filter(|(file, _)| file.ends_with(".yaml")) {
            *text = text.replace(&edit.find, &edit.replace);
        }
        return;
    }
    let text = files.entry(edit.file.clone()).or_default();
    let at = match edit.find.is_empty() {
        true => text.len(),
        false => {
            let mut places = text.match_indices(&edit.find).map(|(at, _)| at);
            let at = places.next().unwrap_or_else(|| panic!("{name}: {} has no `{}`", edit.file, edit.find));
            assert!(places.next().is_none(), "{name}: {} has `{}` twice", edit.file, edit.find);
            at
        }
    };
    text.replace_range(at..at + edit.find.len(), &edit.replace);
    let shrank = edit.replace.len() < edit.find.len();
    let range = at..at + edit.replace.len();
    let range = if shrank { parent(text, at) } else { range };
    edited.push(Edited { file: edit.file.clone(), text: range });
    if edit.replace.is_empty() {
        // Of a service that is gone as a whole, its lines of the lock file are all that is left.
        edited.push(Edited { file: "endpoints.lock".into(), text: 0..usize::MAX });
    }
}

/// The block that a deleted text stood in: from the nearest line above that is indented less, to the last line that is
/// indented more than that one.
fn parent(text: &str, at: usize) -> Range<usize> {
    let at = at.min(text.len());
    let indent = |line: &str| line.len() - line.trim_start().len();
    let start_of = |at: usize| text[..at].rfind('\n').map_or(0, |end| end + 1);
    let line_at = |start: usize| text[start..].split('\n').next().unwrap_or("");
    let blank = |line: &str| line.trim().is_empty() || line.trim_start().starts_with('#');
    let mut start = start_of(at);
    let own = indent(line_at(start));
    let mut top = own;
    while start > 0 && (top >= own || blank(line_at(start))) {
        start = start_of(start - 1);
        if !blank(line_at(start)) {
            top = indent(line_at(start));
        }
    }
    if top >= own {
        // A key of the file itself: its parent is the file.
        return 0..text.len();
    }
    let mut end = start + line_at(start).len();
    while end < text.len() {
        let line = line_at(end + 1);
        if !blank(line) && indent(line) <= top {
            break;
        }
        end += 1 + line.len();
    }
    start..end
}
