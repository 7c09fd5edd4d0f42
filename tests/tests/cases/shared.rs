//! The inputs of `../shared/cases`, where that folder is present: the codes of their findings are in `shared_codes.txt`, and
//! what the screen must contain is in `shared_words.txt`.

use std::path::Path;

use gwc_tests::oracle::Oracle;
use gwc_tests::process::Tool;
use gwc_tests::suite::Suite;
use serde_json::Value;

/// Two tests for each input.
pub(crate) fn each(suite: &mut Suite) {
    let shared = Oracle::shared();
    for line in include_str!("shared_codes.txt").lines().filter(|line| !line.starts_with('#')) {
        let (input, codes) = line.split_once(':').expect("a path, a colon and codes");
        suite.with(&shared, format!("shared::codes::{input}"), move |folder| {
            if let Some(path) = present(folder, input) {
                assert_eq!(codes_of(&path), codes.split_whitespace().collect::<Vec<_>>(), "{input}");
            }
        });
    }
    for (input, words) in words() {
        suite.with(&shared, format!("shared::words::{input}"), move |folder| {
            if let Some(path) = present(folder, input) {
                the_screen_has(&path, &words);
            }
        });
    }
}

/// An input. The folder may hold other cases than those of the lists.
fn present(shared: &Path, input: &str) -> Option<String> {
    let path = shared.join("cases").join(input);
    path.exists().then(|| path.to_str().expect("a path in UTF-8").to_owned())
}

/// The inputs with the lines that their screens must have.
fn words() -> Vec<(&'static str, Vec<&'static str>)> {
    let mut all: Vec<(&str, Vec<&str>)> = Vec::new();
    for line in include_str!("shared_words.txt").lines().filter(|line| !line.starts_with('#')) {
        match (line.strip_prefix("  "), all.last_mut()) {
            (Some(words), Some((_, of_input))) => of_input.push(words),
            (Some(words), None) => panic!("no input comes before `{words}`"),
            (None, _) => all.push((line, Vec::new())),
        }
    }
    all
}

fn check(input: &str, more: &[&str]) -> String {
    let place = tempfile::tempdir().expect("a folder");
    let arguments = [&["check", input], more].concat();
    Tool::new(env!("CARGO_BIN_EXE_gwc-under-test"), place.path()).run(&arguments).stdout
}

fn the_screen_has(input: &str, words: &[&str]) {
    let screen = check(input, &["--full", "--show", "note"]);
    let is_wrong = |words: &&&str| match words.strip_prefix('!') {
        Some(absent) => screen.contains(absent),
        None => !screen.contains(**words),
    };
    let wrong: Vec<_> = words.iter().filter(is_wrong).collect();
    assert!(wrong.is_empty(), "{wrong:#?}\n{screen}");
}

/// The codes of the errors, and of the warnings that are not about limits, each once and sorted.
fn codes_of(input: &str) -> Vec<String> {
    let report = check(input, &["--format", "json"]);
    let report: Value = serde_json::from_str(&report).unwrap_or_else(|e| panic!("{e}\n{report}"));
    let findings = report["findings"].as_array().expect("findings are a list");
    let counts = |finding: &&Value| finding["severity"] == "error" || finding["severity"] == "warning";
    let code = |finding: &Value| finding["code"].as_str().unwrap_or_default().to_owned();
    let mut codes: Vec<String> = findings.iter().filter(counts).map(code).collect();
    codes.retain(|code| code != "GW301");
    codes.sort();
    codes.dedup();
    codes
}
