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
use gwc_diff::Exposure;

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
    let is_exposing = |case: &&Case| {
        let is_left_out = |line: &str| line.strip_prefix('!') == Some(case.name.as_str());
        exposing().any(|name| is_named(name, &case.name)) && !exposing().any(is_left_out)
    };
    let exposing: Vec<Case> = harmful.iter().filter(is_exposing).cloned().collect();
    let count = exposing.len();
    suite.test("mutations::enough_of_them_expose_something", move || assert!(count >= 60, "{count}"));
    add(suite, "exposing", exposing, widens_exposure);
    add(suite, "unchanged", harmless.clone(), changes_nothing);
    add(suite, "harmful", harmful, is_found_where_it_was_made);
    add(suite, "harmless", harmless, brings_no_finding);
}

/// The names of the edits that open something; a `*` at the end is a service, and `!` leaves one out.
fn exposing() -> impl Iterator<Item = &'static str> {
    let lines = include_str!("mutations/exposing.txt").lines();
    lines.filter(|line| !line.is_empty() && !line.starts_with('#'))
}

fn is_named(pattern: &str, name: &str) -> bool {
    pattern.strip_suffix('*').map_or(pattern == name, |start| name.starts_with(start))
}

/// `gwc diff` reports it, with a request that shows it.
fn widens_exposure(case: &Case) {
    let comparison = BASE.compare(case).expect("the edited text makes a gateway");
    let widens = || comparison.changes.iter().filter(|change| change.exposure() == Exposure::Widens);
    let all: Vec<&str> = comparison.changes.iter().map(|change| change.kind.name()).collect();
    assert!(widens().next().is_some(), "nothing is widened: {all:?}");
    assert!(widens().any(|change| change.witness.is_some()), "no request shows it: {all:?}");
    assert!(comparison.verdict.completeness.unexplained.is_empty(), "{:?}", comparison.verdict);
}

/// `gwc diff` reports nothing.
fn changes_nothing(case: &Case) {
    let comparison = BASE.compare(case).expect("the edited text makes a gateway");
    let all: Vec<&str> = comparison.changes.iter().map(|change| change.kind.name()).collect();
    assert!(all.is_empty(), "{all:?}");
    assert!(comparison.verdict.completeness.unexplained.is_empty(), "{:?}", comparison.verdict);
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
