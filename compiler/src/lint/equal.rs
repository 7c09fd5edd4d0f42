//! Equal findings: one with many places and one fix, or one for each route.

use std::collections::HashMap;

use super::subject::Subject;
use gwc_syntax::diagnostic::{Applicability, Diagnostic, Fix, Plan};

/// Merges findings with the same rule, message and help: the first keeps its place, the others become places of it.
pub(crate) fn merge_equal(findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut grouped: Vec<Diagnostic> = Vec::new();
    let mut fixes: Vec<GroupFix> = Vec::new();
    let mut seen: HashMap<(&str, String, Option<String>), usize> = HashMap::new();
    for mut finding in findings {
        let key = (finding.rule.code, finding.message.clone(), finding.help.clone());
        match seen.get(&key) {
            Some(at) if grouped[*at].related.is_empty() && finding.related.is_empty() => {
                fixes[*at].add(finding.fix.take());
                let first = &mut grouped[*at];
                first.places.push(finding.primary.span);
                if first.route != finding.route {
                    first.route = None;
                }
            }
            _ => {
                seen.insert(key, grouped.len());
                fixes.push(GroupFix::default());
                fixes[grouped.len()].add(finding.fix.take());
                grouped.push(finding);
            }
        }
    }
    for (finding, fix) in grouped.iter_mut().zip(fixes) {
        finding.fix = fix.into_fix();
    }
    grouped
}

/// Names the endpoint that each finding is in. Equal findings elsewhere then differ in baselines and for machines; people
/// see them as one.
pub(crate) fn tell_apart(mut findings: Vec<Diagnostic>, subject: &Subject<'_>) -> Vec<Diagnostic> {
    let places = subject.places();
    for finding in &mut findings {
        if finding.route.is_none() {
            finding.route = places.route_at(finding.primary.span).map(str::to_owned);
        }
        // Related places belong to one finding alone.
        if finding.together.is_none() && finding.related.is_empty() {
            finding.together = Some(finding.message.clone());
        }
    }
    findings
}

/// One fix for a group: all safe ones, or else all with the applicability of the first, except those that overlap.
#[derive(Default)]
struct GroupFix {
    kind: Option<(String, Applicability)>,
    plan: Plan,
}

impl GroupFix {
    fn add(&mut self, fix: Option<Fix>) {
        let Some(fix) = fix else { return };
        let now = self.kind.as_ref().map(|(_, applicability)| *applicability);
        if now.is_none() || (now != Some(fix.applicability) && fix.applicability == Applicability::Safe) {
            self.kind = Some((fix.title, fix.applicability));
            self.plan = Plan::default();
        } else if now != Some(fix.applicability) {
            return;
        }
        self.plan.take(&fix.edits);
    }

    fn into_fix(self) -> Option<Fix> {
        let (title, applicability) = self.kind?;
        Some(Fix { title, applicability, edits: self.plan.into_edits().into_values().flatten().collect() })
    }
}
