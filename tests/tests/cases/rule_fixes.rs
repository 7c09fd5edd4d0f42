//! The first good example of a rule is what its fix makes of the first bad one.
//!
//! `rule_fixes.txt` names the rules with a fix; a reason after the code is why the page does not show it yet.

use std::collections::BTreeSet;

use gwc::catalog::{self, Example, Verdict};
use gwc::rules;
use gwc_syntax::diagnostic::Rule;
use gwc_tests::examples;
use gwc_tests::suite::Suite;
use serde_json::Value;

/// Codes and reasons.
fn list() -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines =
        include_str!("rule_fixes.txt").lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(|line| line.split_once(' ').unwrap_or((line, "")))
}

/// A test for each rule of the list, and one that no rule is left out.
pub(crate) fn each(suite: &mut Suite) {
    for (code, reason) in list() {
        suite.test(format!("rule_fixes::{code}"), move || is_shown(code, reason));
    }
    suite.test("rule_fixes::every_rule_with_a_fix_is_listed", every_rule_with_a_fix_is_listed);
}

fn first(rule: &'static Rule, verdict: Verdict) -> Option<Example> {
    catalog::examples(rule).into_iter().find(|example| example.verdict == verdict)
}

fn is_shown(code: &str, reason: &str) {
    let rule = rules::catalog().find(code).unwrap_or_else(|| panic!("there is no rule {code}"));
    let bad = first(rule, Verdict::Bad).expect("every rule has a bad example");
    let fixed = examples::fixed(&bad).unwrap_or_else(|| panic!("{code} has no fix"));
    let good = first(rule, Verdict::Good).map(|good| examples::first_file(&good));
    let alike = good.as_ref().is_some_and(|good| same(&bad.language, good, &fixed));
    match reason {
        "" => assert!(alike, "the fix writes\n{fixed}\nthe page shows\n{}", good.unwrap_or_default()),
        _ => assert!(!alike, "the page shows the fix now: remove the reason `{reason}`"),
    }
}

/// JSON is compared as data: the example of a part is laid over a whole configuration.
fn same(language: &str, good: &str, fixed: &str) -> bool {
    let json = |text: &str| serde_json::from_str::<Value>(text).ok();
    good == fixed || language == "json" && json(good).is_some_and(|good| Some(good) == json(fixed))
}

fn every_rule_with_a_fix_is_listed() {
    let listed: BTreeSet<&str> = list().map(|(code, _)| code).collect();
    let has_fix =
        |rule: &&'static Rule| first(rule, Verdict::Bad).is_some_and(|bad| examples::fixed(&bad).is_some());
    let missing: Vec<&str> = rules::catalog()
        .rules()
        .iter()
        .copied()
        .filter(has_fix)
        .map(|rule| rule.code)
        .filter(|c| !listed.contains(c))
        .collect();
    assert!(missing.is_empty(), "rules with a fix that rule_fixes.txt does not name: {missing:?}");
}
