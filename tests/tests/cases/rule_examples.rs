//! Every bad example of every rule fires, at a place inside the example, and no good one does.

use gwc::catalog::{self, Example, Verdict};
use gwc::rules;
use gwc_tests::examples;
use gwc_tests::suite::Suite;

/// A test for each example.
pub(crate) fn each(suite: &mut Suite) {
    for rule in rules::catalog().rules() {
        for (at, example) in catalog::examples(rule).into_iter().enumerate() {
            let verdict = if example.verdict == Verdict::Bad { "bad" } else { "good" };
            let name = format!("rule_examples::{}_{}_{verdict}", rule.code, at + 1);
            suite.test(name, move || is_what_it_says(&example));
        }
    }
}

fn is_what_it_says(example: &Example) {
    let found = examples::findings(example);
    let fires = found.iter().any(|f| f.code == example.rule.code);
    let errors = found.iter().any(|f| f.error);
    let wrong = match example.verdict {
        Verdict::Bad if !fires => "a bad example does not fire",
        Verdict::Good if fires => "a good example fires",
        Verdict::Good if errors => "a good example has errors",
        _ => return,
    };
    let list: Vec<&str> = found.iter().map(|f| f.line.as_str()).collect();
    panic!("{wrong}\n{}found:\n  {}\n", example.text, list.join("\n  "));
}
