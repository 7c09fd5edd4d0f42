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

#[test]
fn findings_of_real_configurations() {
    let Some(shared) = gwc_tests::shared() else { return };
    let corpus = shared.join("corpus");
    for (name, file, target) in CORPUS {
        let lines: String = findings(&corpus, file, target).iter().map(line).collect();
        golden::check(&format!("snapshots/corpus/{name}.txt"), &lines);
    }
}
