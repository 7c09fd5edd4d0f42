//! Seeded edits of `routes/hanzo`: each that opens, breaks or slows something is found, inside the edited text; none
//! that only says the same in another way brings a finding.
//!
//! Edits are data: `mutations/harmful.txt` and `mutations/harmless.txt` hold those written by hand, and `generated`
//! makes one of a kind for each service. A finding that is a loss does not count: forms are compared without losses.

#[path = "mutations/case.rs"]
mod case;
#[path = "mutations/generated.rs"]
mod generated;
#[path = "mutations/judge.rs"]
mod judge;

use std::collections::BTreeMap;

use judge::{Base, Verdict};

/// What found how many of the edits, for people who read the log of a run.
#[allow(clippy::print_stdout, reason = "the table is what the run is for")]
fn print_table(what: &str, found_by: &BTreeMap<String, usize>, total: usize) {
    println!("{what}: {total} edits");
    for (rule, count) in found_by {
        println!("  {rule:<40} {count:>4}");
    }
}

#[test]
fn every_harmful_edit_is_found_where_it_was_made() {
    let base = Base::read();
    let mut cases = case::parse(include_str!("mutations/harmful.txt"));
    cases.extend(generated::harmful(&base));
    let (mut found_by, mut missed) = (BTreeMap::new(), Vec::new());
    for (case, verdict) in base.judge_all(&cases) {
        match verdict {
            Verdict::Found(rules) => {
                rules.into_iter().for_each(|rule| *found_by.entry(rule).or_insert(0) += 1);
            }
            Verdict::Elsewhere(lines) => missed.push(format!("{}: found elsewhere\n{lines}", case.name)),
            Verdict::Nothing => missed.push(format!("{}: not found", case.name)),
        }
    }
    print_table("harmful (an edit can be found by several rules)", &found_by, cases.len());
    assert!(missed.is_empty(), "{} of {}:\n{}", missed.len(), cases.len(), missed.join("\n"));
    assert!(cases.len() >= 100, "only {} edits", cases.len());
}

#[test]
fn no_harmless_edit_brings_a_finding() {
    let base = Base::read();
    let mut cases = case::parse(include_str!("mutations/harmless.txt"));
    cases.extend(generated::harmless(&base));
    let mut found = Vec::new();
    for (case, verdict) in base.judge_all(&cases) {
        match verdict {
            Verdict::Nothing => {}
            Verdict::Found(rules) => found.push(format!("{}: {}", case.name, rules.join(", "))),
            Verdict::Elsewhere(lines) => found.push(format!("{}:\n{lines}", case.name)),
        }
    }
    print_table("harmless", &BTreeMap::new(), cases.len());
    assert!(found.is_empty(), "{} of {}:\n{}", found.len(), cases.len(), found.join("\n"));
    assert!(cases.len() >= 100, "only {} edits", cases.len());
}
