//! Every bad example of every rule fires, at a place inside the example, and no good one does.

use gwc::catalog::{self, Example, Verdict};
use gwc::diagnostic::Severity;
use gwc_tests::examples;

/// What is wrong with an example, if anything.
fn problem(example: &Example) -> Option<String> {
    let (found, sources) = examples::findings(example);
    let list: Vec<String> = found
        .iter()
        .map(|d| format!("{} {}: {}", d.rule.title(), sources.locate(d.primary.span), d.message))
        .collect();
    let fires = found.iter().any(|d| d.rule == example.rule);
    let errors = found.iter().any(|d| d.severity == Severity::Error);
    let wrong = match example.verdict {
        Verdict::Bad if !fires => "a bad example does not fire",
        Verdict::Good if fires => "a good example fires",
        Verdict::Good if errors => "a good example has errors",
        _ => return None,
    };
    Some(format!("{}: {wrong}\n{}found:\n  {}\n", example.rule.title(), example.text, list.join("\n  ")))
}

#[test]
fn examples_are_what_they_say() {
    let mut count = 0;
    let mut problems = Vec::new();
    for rule in catalog::rules() {
        for example in catalog::examples(rule) {
            count += 1;
            problems.extend(problem(&example));
        }
    }
    assert!(problems.is_empty(), "{} of {count} examples:\n\n{}", problems.len(), problems.join("\n"));
    assert!(count > catalog::rules().len(), "the examples of rules were not found");
}
