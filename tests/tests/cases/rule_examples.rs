//! Every bad example of every rule fires, at a place inside the example, and no good one does.

use gwc::catalog::{self, Example, Verdict};
use gwc::rules;
use gwc_tests::examples;
use gwc_tests::suite::Suite;

/// Words in a row that a help has only once.
const SEQUENCE: usize = 3;
/// Words in a row that a help does not take from the message.
const REPEATED: usize = 6;

/// A test for each example.
pub(crate) fn each(suite: &mut Suite) {
    for rule in rules::catalog().rules() {
        for (at, example) in catalog::examples(rule).into_iter().enumerate() {
            let verdict = if example.verdict == Verdict::Bad { "bad" } else { "good" };
            let name = format!("rule_examples::{}_{}_{verdict}", rule.code, at + 1);
            suite.test(name, move || is_as_marked(&example));
        }
    }
}

fn is_as_marked(example: &Example) {
    let found = examples::findings(example);
    for found in found.iter().filter(|found| found.code == example.rule.code) {
        help_is_plain(&found.printed);
    }
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

/// A help repeats neither the message nor itself, and does not string alternatives together.
fn help_is_plain(printed: &str) {
    let message = printed.lines().next().unwrap_or_default();
    let Some((_, help)) = printed.split_once("\n  help: ") else { return };
    let title = message.split_once("]: ").map_or(message, |(_, title)| title);
    assert_ne!(title, help, "the help is the message");
    for part in help.split("; ") {
        assert!(part.matches(", or ").count() < 2, "more than one `, or` in a part of the help\n{printed}");
    }
    let words: Vec<&str> = help.split_whitespace().filter(|word| !word.contains('`')).collect();
    let sequences: Vec<&[&str]> = words.windows(SEQUENCE).collect();
    let repeated = sequences.iter().enumerate().find(|(at, words)| sequences[at + 1..].contains(words));
    assert!(repeated.is_none(), "the help repeats {repeated:?}\n{printed}");
    let known: Vec<&str> = title.split_whitespace().collect();
    let again = words.windows(REPEATED).find(|words| known.windows(REPEATED).any(|of| of == *words));
    assert!(again.is_none(), "the help repeats {again:?} of the message\n{printed}");
}
