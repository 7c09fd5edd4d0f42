//! Applies fixes: byte edits that touch nothing else, all of a fix or none of it, never two over one place.

use std::collections::BTreeMap;

use similar::TextDiff;

use gwc_syntax::diagnostic::{Applicability, Diagnostic, Edit, Plan};
use gwc_syntax::source::{FileId, SourceMap};

/// Which fixes are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tier {
    /// Only those that keep the meaning, or give the only sensible one: `--fix`.
    Safe,
    /// Also those that change behaviour: `--fix --unsafe-fixes`.
    Unsafe,
}

impl Tier {
    fn takes(self, applicability: Applicability) -> bool {
        match applicability {
            Applicability::Safe => true,
            Applicability::Unsafe => self == Self::Unsafe,
            Applicability::DisplayOnly => false,
        }
    }
}

/// Files as they are after fixes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fixed {
    /// The new text of each file that changes.
    pub files: BTreeMap<FileId, String>,
    /// How many findings the edits answer.
    pub applied: usize,
    /// How many fixes of the tier were left out: they overlap another, or the file could not be read afterwards.
    /// A second run may apply them.
    pub refused: usize,
}

/// Applies the fixes of a tier. `reads` returns whether the new text of a file can be parsed like the old one; a fix
/// that breaks its file is not applied.
pub fn apply(
    sources: &SourceMap,
    findings: &[Diagnostic],
    tier: Tier,
    mut reads: impl FnMut(FileId, &str) -> bool,
) -> Fixed {
    let fixes = findings.iter().filter_map(|d| d.fix.as_ref()).filter(|fix| tier.takes(fix.applicability));
    let fixes: Vec<&[Edit]> =
        fixes.map(|fix| fix.edits.as_slice()).filter(|edits| !edits.is_empty()).collect();
    let (files, taken) = attempt(sources, &fixes);
    if files.iter().all(|(file, text)| reads(*file, text)) {
        return Fixed { files, applied: taken, refused: fixes.len() - taken };
    }
    let good = one_by_one(sources, &fixes, &mut reads);
    let (files, taken) = attempt(sources, &good);
    Fixed { files, applied: taken, refused: fixes.len() - taken }
}

/// The files after all fixes that fit together, in order, and how many those are.
fn attempt(sources: &SourceMap, fixes: &[&[Edit]]) -> (BTreeMap<FileId, String>, usize) {
    let mut plan = Plan::default();
    let taken = fixes.iter().filter(|edits| fits(sources, edits) && plan.take(edits)).count();
    let changed = plan.into_edits().into_iter().filter_map(|(file, edits)| {
        let old = &sources.file(file).text;
        let new = apply_edits(old, &edits);
        (new != **old).then_some((file, new))
    });
    (changed.collect(), taken)
}

/// Whether the edits replace whole characters of files that can be edited.
fn fits(sources: &SourceMap, edits: &[Edit]) -> bool {
    let inside = |e: &Edit| {
        let file = sources.file(e.span.file);
        file.editable && file.text.get(e.span.start as usize..e.span.end as usize).is_some()
    };
    edits.iter().all(inside)
}

/// The fixes after each of which, with those before it, every file can still be read. Slow, and only needed when a
/// fix is wrong.
fn one_by_one<'a>(
    sources: &SourceMap,
    fixes: &[&'a [Edit]],
    reads: &mut impl FnMut(FileId, &str) -> bool,
) -> Vec<&'a [Edit]> {
    let mut good = Vec::new();
    for fix in fixes {
        good.push(*fix);
        if !attempt(sources, &good).0.iter().all(|(file, text)| reads(*file, text)) {
            good.pop();
        }
    }
    good
}

/// The text after edits that do not overlap, in any order. One that lies outside of the text or cuts a character is
/// left out.
pub fn apply_edits(text: &str, edits: &[Edit]) -> String {
    let mut sorted: Vec<&Edit> = edits.iter().collect();
    sorted.sort_by_key(|edit| (edit.span.start, edit.span.end));
    let mut result = String::with_capacity(text.len());
    let mut done = 0;
    for edit in sorted {
        let (start, end) = (edit.span.start as usize, edit.span.end as usize);
        let Some(kept) = text.get(done..start).filter(|_| text.get(start..end).is_some()) else { continue };
        result.push_str(kept);
        result.push_str(&edit.text);
        done = end;
    }
    result.push_str(&text[done..]);
    result
}

/// A file before and after fixes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Its path.
    pub path: String,
    /// Its text before.
    pub old: String,
    /// Its text after.
    pub new: String,
}

/// What changed, as one unified diff with three lines of context.
pub fn diff(changes: &[Change]) -> String {
    let mut text = String::new();
    for Change { path, old, new } in changes {
        let lines = TextDiff::from_lines(old.as_str(), new.as_str());
        let (a, b) = (format!("a/{path}"), format!("b/{path}"));
        text += &lines.unified_diff().context_radius(3).header(&a, &b).to_string();
    }
    text
}

#[cfg(test)]
mod tests;
