//! Which edits go together.

use std::collections::BTreeMap;

use super::edit::Edit;
use crate::source::FileId;

/// Edits that were taken, by file and place. No two touch the same byte, and nothing is inserted twice at one place.
#[derive(Default)]
pub struct Plan {
    files: BTreeMap<FileId, BTreeMap<(u32, u32), String>>,
}

impl Plan {
    /// Takes all edits of a fix, or none. A fix that was taken already (two findings, one cause) counts as taken.
    pub fn take(&mut self, fix: &[Edit]) -> bool {
        let mut fresh: Vec<&Edit> = Vec::new();
        for edit in fix {
            if self.has(edit) {
                continue;
            }
            if !self.is_free(edit) || fresh.iter().any(|other| overlap(edit, other)) {
                return false;
            }
            fresh.push(edit);
        }
        for edit in fresh {
            let edits = self.files.entry(edit.span.file).or_default();
            edits.insert((edit.span.start, edit.span.end), edit.text.clone());
        }
        true
    }

    /// All edits, sorted by place.
    pub fn into_edits(self) -> BTreeMap<FileId, Vec<Edit>> {
        let span = |file, start, end| crate::source::Span { file, start, end };
        let edits = |file, edits: BTreeMap<(u32, u32), String>| {
            edits
                .into_iter()
                .map(|((start, end), text)| Edit { span: span(file, start, end), text })
                .collect()
        };
        self.files.into_iter().map(|(file, all)| (file, edits(file, all))).collect()
    }

    fn has(&self, edit: &Edit) -> bool {
        let edits = self.files.get(&edit.span.file);
        edits
            .and_then(|edits| edits.get(&(edit.span.start, edit.span.end)))
            .is_some_and(|text| *text == edit.text)
    }

    /// Whether no taken edit touches the bytes of this one. Taken edits do not overlap, so only neighbours can.
    fn is_free(&self, edit: &Edit) -> bool {
        let Some(edits) = self.files.get(&edit.span.file) else { return true };
        let (start, end) = (edit.span.start, edit.span.end);
        let before = edits.range(..=(start, u32::MAX)).next_back();
        let after = edits.range((start, 0)..).next();
        before.is_none_or(|((s, e), _)| *e <= start && (*s, *e) != (start, start))
            && after.is_none_or(|((s, e), _)| {
                end <= *s && !(start == end && *s == start) && (*s, *e) != (start, end)
            })
    }
}

/// Whether two edits touch the same byte, or insert at the same place.
fn overlap(a: &Edit, b: &Edit) -> bool {
    let (a, b) = (a.span, b.span);
    a.file == b.file && (a.start == b.start || (a.start < b.end && b.start < a.end))
}
