//! The edits that findings offer. A key is renamed or removed only if no other key of its name takes effect then.

use std::collections::HashMap;

use super::Walker;
use crate::lint::remove_superseded;
use gwc_krakend::value::Entry;
use gwc_syntax::diagnostic::{Applicability, Diagnostic, Edit};
use gwc_syntax::tree::NodeId;

impl<'a> Walker<'a, '_> {
    /// Offers to replace a key, unless one of the new name is there. Only the text between the quotes changes.
    pub(super) fn rename(
        &mut self,
        finding: Diagnostic,
        map: NodeId,
        key: NodeId,
        name: &str,
        sure: Applicability,
    ) -> Diagnostic {
        let own = self.subject.tree.doc.scalar(key).map_or("", |scalar| &*scalar.text);
        let taken = self.count(map, name) > usize::from(fold(own) == fold(name));
        match self.subject.spelled(key, name).filter(|_| !taken) {
            Some(edit) => {
                self.spellings.entry(map).or_default().entry(fold(name)).and_modify(|n| *n += 1).or_insert(1);
                finding.fix(format!("rename it to `{name}`"), sure, vec![edit])
            }
            None => finding,
        }
    }

    /// Offers to delete an entry without an effect. If its key appears twice, the other one would take effect.
    pub(super) fn remove(&mut self, finding: Diagnostic, map: NodeId, entry: &Entry<'_>) -> Diagnostic {
        if self.count(map, entry.name) > 1 {
            return finding;
        }
        match self.subject.removal(map, entry.key) {
            Some(span) => {
                let edit = Edit { span, text: String::new() };
                finding.fix("remove it", Applicability::Safe, vec![edit])
            }
            None => finding,
        }
    }

    /// Offers to delete the entry that the other one overrides. If they differ, it may be the intended one.
    pub(super) fn superseded(
        &self,
        finding: Diagnostic,
        map: NodeId,
        (loser, winner): (&Entry<'_>, &Entry<'_>),
    ) -> Diagnostic {
        remove_superseded(self.subject, finding, map, loser.key, (loser.value, winner.value))
    }

    /// How often a key appears, in any case.
    pub(super) fn count(&mut self, map: NodeId, name: &str) -> usize {
        let doc = self.subject.tree.doc;
        let counts = self.spellings.entry(map).or_insert_with(|| {
            let mut counts = HashMap::new();
            for key in doc.map(map).unwrap_or_default().iter().filter_map(|entry| doc.scalar(entry.key)) {
                *counts.entry(fold(&key.text)).or_default() += 1;
            }
            counts
        });
        counts.get(&fold(name)).copied().unwrap_or(0)
    }
}

/// One text for all cases of a key.
fn fold(name: &str) -> String {
    name.to_uppercase().to_lowercase()
}
