//! Seeded edits of `routes/hanzo`: each that opens, breaks or slows something is found, inside the edited text; none
//! that only says the same in another way brings a finding.
//!
//! Edits are data: `mutations/harmful.txt` and `mutations/harmless.txt` hold those written by hand, and `generated`
//! makes one of a kind for each service. A finding that is a loss does not count: forms are compared without losses.

mod case;
mod generated;
mod base;

use std::sync::LazyLock;

use gwc_tests::suite::Suite;

use base::{Base, Verdict};
use case::Case;

static BASE: LazyLock<Base> = LazyLock::new(Base::read);

/// A test for each edit.
pub(crate) fn each(suite: &mut Suite) {
    let mut harmful = case::parse(include_str!("mutations/harmful.txt"));
    harmful.extend(generated::harmful(&BASE));
    let mut harmless = case::parse(include_str!("mutations/harmless.txt"));
    harmless.extend(generated::harmless(&BASE));
    let counts = (harmful.len(), harmless.len());
    suite.test("mutations::there_are_enough", move || {
        assert!(counts.0 >= 100 && counts.1 >= 100, "{counts:?}")
    });
    add(suite, "harmful", harmful, is_found_where_it_was_made);
    add(suite, "harmless", harmless, brings_no_finding);
}

fn add(suite: &mut Suite, kind: &str, cases: Vec<Case>, test: fn(&Case)) {
    for case in cases {
        suite.test(format!("mutations::{kind}::{}", case.name), move || test(&case));
    }
}

fn is_found_where_it_was_made(case: &Case) {
    match BASE.check(case) {
        Verdict::Found(_) => {}
        Verdict::Elsewhere(lines) => panic!("found elsewhere\n{lines}"),
        Verdict::Nothing => panic!("not found"),
    }
}

fn brings_no_finding(case: &Case) {
    match BASE.check(case) {
        Verdict::Nothing => {}
        Verdict::Found(rules) => panic!("found: {}", rules.join(", ")),
        Verdict::Elsewhere(lines) => panic!("found elsewhere\n{lines}"),
    }
}
