//! Every bad example of every rule fires, at a place inside the example, and no good one does.

use gwc::catalog::{self, Example, Verdict};
use gwc_tests::examples;

/// What is wrong with an example, if anything.
fn problem(example: &Example) -> Option<String> {
    let found = examples::findings(example);
    let fires = found.iter().any(|f| f.code == example.rule.code);
    let errors = found.iter().any(|f| f.error);
    let wrong = match example.verdict {
        Verdict::Bad if !fires => "a bad example does not fire",
        Verdict::Good if fires => "a good example fires",
        Verdict::Good if errors => "a good example has errors",
        _ => return None,
    };
    let list: Vec<&str> = found.iter().map(|f| f.line.as_str()).collect();
    Some(format!("{}: {wrong}\n{}found:\n  {}\n", example.rule.title(), example.text, list.join("\n  ")))
}

#[test]
fn examples_are_what_they_say() {
    let mut count = 0;
    let mut problems = Vec::new();
    for rule in catalog::rules() {
        // Examples in JSON are run beside their rules, in `gwc::krakend`; ConfigMaps in `read.rs`.
        // A folder of several files needs the whole command.
        let has = |e: &Example, word: &str| e.options.iter().any(|option| option == word);
        let elsewhere = |e: &Example| e.language == "json" && !has(e, "folder") || has(e, "config-map");
        for example in catalog::examples(rule).into_iter().filter(|e| !elsewhere(e)) {
            count += 1;
            problems.extend(problem(&example));
        }
    }
    assert!(problems.is_empty(), "{} of {count} examples:\n\n{}", problems.len(), problems.join("\n"));
    assert!(count > catalog::rules().len() / 2, "the examples of rules were not found");
}
