//! Findings of one rule that need the same action, shown as one finding with several places.

use std::collections::{BTreeSet, HashMap};

use gwc_syntax::diagnostic::{Diagnostic, Severity};
use gwc_syntax::source::Span;

/// One finding to read: the first of its kind, and the others.
pub(super) struct Group<'a> {
    pub(super) first: &'a Diagnostic,
    headline: &'a str,
    others: Vec<&'a Diagnostic>,
}

impl<'a> Group<'a> {
    pub(super) fn alone(first: &'a Diagnostic) -> Self {
        Self { first, headline: &first.message, others: Vec::new() }
    }

    /// A finding that speaks for all that are shown with it.
    fn of_all(first: &'a Diagnostic) -> Self {
        Self { headline: first.headline(), ..Self::alone(first) }
    }

    /// What is wrong, with all of them.
    pub(super) fn headline(&self) -> &'a str {
        self.headline
    }

    /// All places, the first one's first. Text that several endpoints share is one place.
    pub(super) fn places(&self) -> Vec<Span> {
        let all = self.first.spans().chain(self.others.iter().flat_map(|other| other.spans()));
        let mut seen = BTreeSet::new();
        all.filter(|place| seen.insert(*place)).collect()
    }
}

/// The findings, each by itself or in groups: the most severe last, next to the summary, else in their order.
pub(super) fn groups(findings: &[Diagnostic], each: bool) -> Vec<Group<'_>> {
    let mut groups: Vec<Group> = Vec::new();
    let mut known: HashMap<Key, usize> = HashMap::new();
    for finding in findings {
        let next = groups.len();
        let key = if each { Key::of_equal(finding) } else { Some(Key::of(finding)) };
        let at = key.map_or(next, |key| *known.entry(key).or_insert(next));
        match groups.get_mut(at) {
            Some(group) => group.others.push(finding),
            None => groups.push(Group::of_all(finding)),
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
        let action = finding.help.as_deref().unwrap_or(finding.headline());
        let action = match &finding.route {
            Some(route) => action.replace(route.as_str(), ""),
            None => action.to_owned(),
        };
        Self { code: finding.rule.code, severity: finding.severity, action }
    }

    /// The key by which findings are one also where each other finding is shown.
    fn of_equal(finding: &Diagnostic) -> Option<Self> {
        let help = finding.help.as_deref().unwrap_or_default();
        let action = format!("{}\n{help}", finding.together.as_ref()?);
        Some(Self { code: finding.rule.code, severity: finding.severity, action })
    }
}
