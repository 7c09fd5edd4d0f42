//! What each target does with less than the route files declare (a loss), what it drops (an error that can be
//! waived), and what it cannot do at all (an error). [`capabilities`] is the table of it.
//!
//! Losses are reported once for each service, at its name; refusals at the value the target does not have. A gateway
//! that was read from a KrakenD configuration is in that target's own words, so there is nothing to lose.

mod advice;
pub mod capabilities;
mod check;
pub mod page;
pub(crate) mod passthrough;
mod rules;

use crate::diagnostic::{Diagnostics, Rule, Severity};
use crate::model::{Gateway, Source};
use crate::value::Target;

use capabilities::{Outcome, TABLE};
use check::{Check, Subject};

pub use rules::rules;

/// Reports what the gateway's targets lose or refuse.
pub fn check(gateway: &Gateway, out: &mut Diagnostics) {
    if gateway.source == Source::Krakend {
        return;
    }
    let targets: Vec<Target> = gateway.targets.iter().map(|t| t.value).collect();
    let found = findings(gateway, &targets, |_| true);
    out.extend(advice::with_advice(gateway, found));
}

/// Whether a finding says that a target drops something that its author may do without: a suppression with a reason
/// then lets the gateway be built. It never changes what the target does.
pub fn is_waivable(rule: &Rule) -> bool {
    let outcomes = TABLE.iter().flat_map(|row| row.outcomes());
    outcomes.into_iter().any(|outcome| matches!(outcome, Outcome::Unprotected(check) if check.rule == rule))
}

/// What the table finds for some targets, of the outcomes that are wanted.
fn findings(
    gateway: &Gateway,
    targets: &[Target],
    wanted: fn(&Outcome) -> bool,
) -> Vec<crate::diagnostic::Diagnostic> {
    let of_service = check::by_service(gateway);
    let mut found = Vec::new();
    for check in checks() {
        let lacking =
            targets.iter().copied().filter(|target| lacks(*target, check, wanted)).collect::<Vec<_>>();
        if !lacking.is_empty() {
            found.extend(check.run(&Subject::new(gateway, lacking, &of_service)));
        }
    }
    found
}

/// Every check of the table, once.
fn checks() -> Vec<&'static Check> {
    let mut checks: Vec<&'static Check> = Vec::new();
    for check in TABLE.iter().flat_map(|row| row.outcomes()).filter_map(|outcome| outcome.check()) {
        if checks.iter().all(|known| known.rule != check.rule) {
            checks.push(check);
        }
    }
    checks
}

/// Whether a target has an outcome that the check finds.
fn lacks(target: Target, check: &Check, wanted: fn(&Outcome) -> bool) -> bool {
    let outcomes = TABLE.iter().map(|row| row.outcome(target)).filter(|outcome| wanted(outcome));
    outcomes.filter_map(Outcome::check).any(|found| found.rule == check.rule)
}

/// Names for a sentence: `` `hanzo` and `krakend-ce@2.13.8` ``.
fn names(names: impl Iterator<Item = String>) -> String {
    names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" and ")
}

/// The severity of a finding of an outcome.
impl Outcome {
    fn is_error(&self) -> bool {
        self.check().is_some_and(|check| check.rule.severity == Severity::Error)
    }
}
