//! All findings of a run.

use super::finding::Diagnostic;
use super::rule::Severity;

/// All diagnostics of a run. A stage does not stop at the first problem.
#[derive(Debug, Default)]
pub struct Diagnostics {
    items: Vec<Diagnostic>,
}

impl Diagnostics {
    /// Reports one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.items.push(diagnostic);
    }

    /// Whether something forbids writing output.
    pub fn has_errors(&self) -> bool {
        self.items.iter().any(|d| d.severity == Severity::Error)
    }

    /// How many weigh this much.
    pub fn count(&self, severity: Severity) -> usize {
        self.items.iter().filter(|d| d.severity == severity).count()
    }

    /// All of them, in the order of [`Diagnostics::sort`] or of reporting.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.items.iter()
    }

    /// The same as a slice, for renderers.
    pub fn as_slice(&self) -> &[Diagnostic] {
        &self.items
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether the list is empty.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Takes those of another run in.
    pub fn extend(&mut self, other: impl IntoIterator<Item = Diagnostic>) {
        self.items.extend(other);
    }

    /// Keeps those that pass.
    pub fn retain(&mut self, keep: impl FnMut(&Diagnostic) -> bool) {
        self.items.retain(keep);
    }

    /// Keeps those that pass, and returns the others.
    pub fn split_off(&mut self, keep: impl FnMut(&Diagnostic) -> bool) -> Vec<Diagnostic> {
        let (kept, gone): (Vec<_>, Vec<_>) = std::mem::take(&mut self.items).into_iter().partition(keep);
        self.items = kept;
        gone
    }

    /// Changes each in place.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut Diagnostic> {
        self.items.iter_mut()
    }

    /// Puts them in the order of their places.
    pub fn sort(&mut self) {
        self.items.sort_by(|a, b| {
            (a.primary.span, a.rule.code, &a.message).cmp(&(b.primary.span, b.rule.code, &b.message))
        });
    }

    /// Puts them in the order of their places, and takes out exact repetitions.
    pub fn distinct(&mut self) -> Vec<Diagnostic> {
        self.sort();
        let (mut kept, mut repeated): (Vec<Diagnostic>, Vec<Diagnostic>) = Default::default();
        for finding in std::mem::take(&mut self.items) {
            match kept.last() == Some(&finding) {
                true => repeated.push(finding),
                false => kept.push(finding),
            }
        }
        self.items = kept;
        repeated
    }
}

impl From<Vec<Diagnostic>> for Diagnostics {
    fn from(items: Vec<Diagnostic>) -> Self {
        Self { items }
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.into_iter()
    }
}
