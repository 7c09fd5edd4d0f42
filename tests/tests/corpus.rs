//! Real configurations: what is found in them, as files one can read, and the counts that are known for certain.

use std::path::Path;
use std::process::Command;

use gwc_tests::golden;
use serde_json::Value;

/// The configurations, and what runs them.
const CORPUS: &[(&str, &str, &str)] = &[
    ("hanzo-2026", "hanzo-2026/gateway.json", "hanzo"),
    ("hanzo-2026-policy", "hanzo-2026-policy/gateway.json", "hanzo"),
    ("hanzo-2026-early", "hanzo-2026-early/gateway.json", "hanzo"),
    ("hanzo-first", "hanzo-first/krakend.json", "krakend-ce"),
    ("lux", "lux/gateway.json", "hanzo"),
    ("lux-early", "lux/krakend-early.json", "krakend-ce"),
    ("example", "example/gateway.json", "hanzo"),
];

fn findings(corpus: &Path, file: &str, target: &str) -> Vec<Value> {
    let run = Command::new(env!("CARGO_BIN_EXE_gwc-under-test"))
        .args(["check", file, "--target", target, "--format", "json"])
        .current_dir(corpus)
        .output()
        .unwrap();
    let report: Value = serde_json::from_slice(&run.stdout).unwrap();
    report["findings"].as_array().unwrap().clone()
}

/// One line a finding: where, how often, what.
fn line(finding: &Value) -> String {
    let text = |key: &str| finding[key].as_str().unwrap_or_default().to_owned();
    let places = finding["places"].as_array().map_or(0, Vec::len) + 1;
    let times = if places > 1 { format!(" ({places} places)") } else { String::new() };
    format!(
        "{}: {}[{} {}]{times} {}\n",
        finding["start"]["line"],
        text("severity"),
        text("code"),
        text("name"),
        text("message")
    )
}

/// How many findings of a rule there are, each counted with all its places.
fn count(findings: &[Value], code: &str) -> usize {
    let of_rule = findings.iter().filter(|f| f["code"] == code);
    of_rule.map(|f| f["places"].as_array().map_or(0, Vec::len) + 1).sum()
}

/// The number in front of a word, summed over the messages of a rule.
fn sum(findings: &[Value], code: &str, word: &str) -> usize {
    let messages = findings.iter().filter(|f| f["code"] == code).filter_map(|f| f["message"].as_str());
    let number = |message: &str| -> Option<usize> {
        let before = message.split(word).next()?;
        before.rsplit(|c: char| !c.is_ascii_digit()).find(|t| !t.is_empty())?.parse().ok()
    };
    messages.filter_map(number).sum()
}

/// What was counted by hand in the production file of 237 endpoints.
#[test]
fn the_known_hazards_of_production_are_counted() {
    let Some(shared) = gwc_tests::shared() else { return };
    let found = findings(&shared.join("corpus"), "hanzo-2026/gateway.json", "hanzo");
    let through_ai: Vec<Value> = found
        .iter()
        .filter(|f| f["message"].as_str().is_some_and(|m| m.contains("/ai/{path}")))
        .cloned()
        .collect();
    let says = |code: &str, text: &str| {
        found.iter().any(|f| f["code"] == code && f["message"].to_string().contains(text))
    };
    assert_eq!(sum(&found, "GW203", " pair"), 26, "open routes that reach what gated ones reach");
    assert_eq!(sum(&through_ai, "GW203", " pair"), 12, "of those through /ai");
    assert_eq!(count(&found, "GW302"), 8, "writes without a limit beside limited reads");
    assert_eq!(count(&found, "GW210"), 7, "routes that send credentials to a foreign host");
    assert_eq!(count(&found, "GW217"), 21, "open routes");
    assert_eq!(count(&found, "GW155"), 126, "one-segment rests");
    assert_eq!(count(&found, "GW256"), 216, "validators with cleartext keys");
    assert_eq!(count(&found, "GW703"), 1, "the root limit that nobody reads");
    assert!(says("GW414", "118 of 119 reads"), "reads that drop the query");
    assert!(says("GW301", "128 of 237"), "endpoints without a limit");
}

#[test]
fn findings_of_real_configurations() {
    let Some(shared) = gwc_tests::shared() else { return };
    let corpus = shared.join("corpus");
    for (name, file, target) in CORPUS {
        let lines: String = findings(&corpus, file, target).iter().map(line).collect();
        golden::check(&format!("snapshots/corpus/{name}.txt"), &lines);
    }
}
