//! Findings of one rule that need the same action, shown as one finding with several places.

use std::collections::HashMap;

use gwc_syntax::diagnostic::{Diagnostic, Severity};
use gwc_syntax::source::Span;

/// One finding to read: the first of its kind, and the others.
pub(super) struct Group<'a> {
    pub(super) first: &'a Diagnostic,
    others: Vec<&'a Diagnostic>,
}

impl<'a> Group<'a> {
    pub(super) fn alone(first: &'a Diagnostic) -> Self {
        Self { first, others: Vec::new() }
    }

    /// All places, the first one's first.
    pub(super) fn places(&self) -> impl Iterator<Item = Span> {
        self.first.spans().chain(self.others.iter().flat_map(|other| other.spans()))
    }
}

/// The findings, each by itself or in groups: the most severe last, next to the summary, else in their order.
pub(super) fn groups(findings: &[Diagnostic], each: bool) -> Vec<Group<'_>> {
    let mut groups: Vec<Group> = Vec::new();
    let mut known: HashMap<Key, usize> = HashMap::new();
    for finding in findings {
        let next = groups.len();
        let at = if each { next } else { *known.entry(Key::of(finding)).or_insert(next) };
        match groups.get_mut(at) {
            Some(group) => group.others.push(finding),
            None => groups.push(Group::alone(finding)),
        }
    }
    groups.sort_by_key(|group| group.first.severity);
    groups
}

/// What findings of one group share: the rule, and what to do apart from the route it is to be done for.
#[derive(PartialEq, Eq, Hash)]
struct Key {
    code: &'static str,
    severity: Severity,
    action: String,
}

impl Key {
    fn of(finding: &Diagnostic) -> Self {
        let action = finding.help.as_ref().unwrap_or(&finding.message);
        let action = match &finding.route {
            Some(route) => action.replace(route.as_str(), ""),
            None => action.clone(),
        };
        Self { code: finding.rule.code, severity: finding.severity, action }
    }
}
