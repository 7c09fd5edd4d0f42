//! What a fix makes of each bad example of a rule: a good example of its page, or a text without the finding.
//!
//! `rule_fixes.txt` names the rules with a fix, and the bad examples whose page shows no result of the fix, each with
//! the reason.

use std::collections::{BTreeMap, BTreeSet};

use gwc::catalog::{self, Example, Verdict};
use gwc::rules;
use gwc_syntax::diagnostic::Rule;
use gwc_tests::examples;
use gwc_tests::suite::Suite;
use serde_json::Value;

/// The rules of the list: a code, or a code, the number of a bad example counted from 1, and a reason.
fn list() -> BTreeMap<&'static str, BTreeMap<usize, &'static str>> {
    let lines =
        include_str!("rule_fixes.txt").lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let mut list: BTreeMap<&str, BTreeMap<usize, &str>> = BTreeMap::new();
    for line in lines {
        let mut words = line.splitn(3, ' ');
        let reasons = list.entry(words.next().unwrap_or_default()).or_default();
        if let Some(number) = words.next() {
            let number = number.parse().unwrap_or_else(|_| panic!("expected a number in `{line}`"));
            reasons.insert(number, words.next().unwrap_or_else(|| panic!("no reason in `{line}`")));
        }
    }
    list
}

/// A test for each rule of the list, and one that no rule is left out.
pub(crate) fn each(suite: &mut Suite) {
    for (code, reasons) in list() {
        suite.test(format!("rule_fixes::{code}"), move || are_shown(code, &reasons));
    }
    suite.test("rule_fixes::every_rule_with_a_fix_is_listed", every_rule_with_a_fix_is_listed);
}

fn of_verdict(rule: &'static Rule, verdict: Verdict) -> Vec<Example> {
    catalog::examples(rule).into_iter().filter(|example| example.verdict == verdict).collect()
}

fn are_shown(code: &str, reasons: &BTreeMap<usize, &str>) {
    let rule = rules::catalog().find(code).unwrap_or_else(|| panic!("there is no rule {code}"));
    let good: Vec<String> = of_verdict(rule, Verdict::Good).iter().map(examples::first_file).collect();
    let mut with_fix = BTreeSet::new();
    for (at, bad) in of_verdict(rule, Verdict::Bad).iter().enumerate() {
        let number = at + 1;
        let Some(fixed) = examples::fixed(bad) else { continue };
        with_fix.insert(number);
        let left = examples::findings_with(bad, fixed.clone());
        let left: Vec<_> = left.iter().filter(|found| found.code == code && found.has_fix()).collect();
        assert!(left.is_empty(), "{code}, bad example {number}: after the fix\n{fixed}\nit finds {left:?}");
        let is_shown = good.iter().any(|good| same(&bad.language, good, &fixed));
        match reasons.get(&number) {
            None => assert!(
                is_shown,
                "{code}, bad example {number}: the fix writes\n{fixed}\nthe page shows\n{}",
                good.join("\n")
            ),
            Some(reason) => assert!(!is_shown, "{code} {number} is shown now: remove the reason `{reason}`"),
        }
    }
    assert!(!with_fix.is_empty(), "{code} has no fix");
    let unknown: Vec<_> = reasons.keys().filter(|number| !with_fix.contains(*number)).collect();
    assert!(unknown.is_empty(), "{code} has no bad example with a fix and the number {unknown:?}");
}

/// JSON is compared as data: the example of a part is laid over a whole configuration.
fn same(language: &str, good: &str, fixed: &str) -> bool {
    let json = |text: &str| serde_json::from_str::<Value>(text).ok();
    good == fixed || language == "json" && json(good).is_some_and(|good| Some(good) == json(fixed))
}

fn every_rule_with_a_fix_is_listed() {
    let listed = list();
    let has_fix = |rule: &&'static Rule| {
        of_verdict(rule, Verdict::Bad).iter().any(|bad| examples::fixed(bad).is_some())
    };
    let rules = rules::catalog().rules().iter().copied();
    let missing: Vec<&str> =
        rules.filter(|rule| !listed.contains_key(rule.code)).filter(has_fix).map(|rule| rule.code).collect();
    assert!(missing.is_empty(), "rules with a fix that rule_fixes.txt does not name: {missing:?}");
}
