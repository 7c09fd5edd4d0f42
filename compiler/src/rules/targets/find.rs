//! Runs the table over a gateway.

use super::capabilities::{Outcome, TABLE};
use super::check::{self, Check, Find, Subject};
use super::per_service;
use crate::model::Gateway;
use gwc_syntax::diagnostic::{Diagnostic, Rule};
use gwc_syntax::value::Target;

/// Whether findings of a rule report a dropped protection: a suppression with a reason then allows the build. It does
/// not change what the target does.
pub fn is_waivable(rule: &Rule) -> bool {
    let outcomes = TABLE.iter().flat_map(|row| row.outcomes());
    outcomes.into_iter().any(|outcome| matches!(outcome, Outcome::Unprotected(check) if check.rule == rule))
}

/// The findings of the table for some targets and outcomes.
pub(super) fn findings(
    gateway: &Gateway,
    targets: &[Target],
    wanted: fn(&Outcome) -> bool,
) -> Vec<Diagnostic> {
    let of_service = check::by_service(gateway);
    let mut found = Vec::new();
    for check in checks() {
        let lacking =
            targets.iter().copied().filter(|target| lacks(*target, check, wanted)).collect::<Vec<_>>();
        if !lacking.is_empty() {
            found.extend(run(check, &Subject::new(gateway, lacking, &of_service)));
        }
    }
    found
}

/// The findings of one check, for the targets of the subject.
fn run(check: &'static Check, subject: &Subject<'_>) -> Vec<Diagnostic> {
    match &check.find {
        Find::Places(find) => find(subject),
        Find::PerService(what) => per_service::findings(check.rule, what, subject),
    }
}

/// Every check of the table, once.
pub(super) fn checks() -> Vec<&'static Check> {
    let mut checks: Vec<&'static Check> = Vec::new();
    for check in TABLE.iter().flat_map(|row| row.outcomes()).filter_map(|outcome| outcome.check()) {
        if checks.iter().all(|known| !std::ptr::eq(*known, check)) {
            checks.push(check);
        }
    }
    checks
}

/// Whether a target has an outcome that the check finds.
fn lacks(target: Target, check: &Check, wanted: fn(&Outcome) -> bool) -> bool {
    let outcomes = TABLE.iter().map(|row| row.outcome(target)).filter(|outcome| wanted(outcome));
    outcomes.filter_map(Outcome::check).any(|found| std::ptr::eq(found, check))
}

#[cfg(test)]
mod tests {
    use super::checks;

    #[test]
    fn a_rule_states_that_its_loss_is_a_warning_under_the_target_that_runs() {
        for rule in checks().into_iter().map(|check| check.rule) {
            let fails = checks().iter().any(|check| check.rule == rule && check.fails());
            assert_eq!(rule.fails_if_run, fails, "{}", rule.title());
        }
    }
}
