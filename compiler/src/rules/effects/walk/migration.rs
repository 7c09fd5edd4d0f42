//! The finding about a file of KrakenD 1.x: what to rename, all in one fix.

use super::Walker;
use crate::codes::REFUSED_CONFIG;
use crate::rules::effects as rules;
use gwc_krakend::value::Value;
use gwc_syntax::diagnostic::{Applicability, Edit};

impl Walker<'_, '_> {
    /// Adds the way out to the finding that KrakenD rejects the version of the format.
    pub(super) fn migrate(&mut self) {
        let Some(version) = self.subject.tree.get(self.subject.root, "version") else { return };
        let old = self.value(version.value).as_number().filter(|n| [1.0, 2.0].contains(n));
        let at = self.span(version.value);
        let is_about = |finding: &&mut gwc_syntax::diagnostic::Diagnostic| {
            finding.rule == &REFUSED_CONFIG && finding.primary.span == at
        };
        let (Some(old), true) = (old, self.subject.editable(version.value)) else { return };
        let mut edits = vec![Edit { span: at, text: "3".to_owned() }];
        let renames = self
            .out
            .iter()
            .filter(|found| [&rules::UNREAD_KEY, &rules::UNREAD_COMPONENT].contains(&found.rule));
        for edit in renames.filter_map(|found| found.fix.as_ref()).flat_map(|fix| &fix.edits) {
            if !edits.contains(edit) {
                edits.push(edit.clone());
            }
        }
        let table = self.table();
        let Some(finding) = self.out.iter_mut().find(is_about) else { return };
        finding.message = format!(
            "KrakenD rejects version {old} of the format, which KrakenD 1.x reads: version 3 is required"
        );
        if let Some(table) = table {
            finding.notes.insert(0, table);
        }
        finding.help = Some("set version 3 and rename what has a new name".to_owned());
        finding.fix = Some(gwc_syntax::diagnostic::Fix {
            title: "set version 3 and rename what has a new name".to_owned(),
            applicability: Applicability::Unsafe,
            edits,
        });
    }

    /// The old and new names in this file, each once.
    fn table(&self) -> Option<String> {
        let mut names: Vec<String> = Vec::new();
        for (old, new) in &self.renamed {
            let line = format!("`{old}` is now `{new}`");
            if !names.contains(&line) {
                names.push(line);
            }
        }
        (!names.is_empty()).then(|| names.join(", "))
    }

    /// Whether the version of the format was rejected: a missing one is then no second finding.
    pub(super) fn version_is_refused(&self) -> bool {
        self.out.iter().any(|found| found.rule == &REFUSED_CONFIG)
            && !matches!(
                self.subject.tree.get(self.subject.root, "version").map(|version| self.value(version.value)),
                Some(Value::Int(3))
            )
    }
}
