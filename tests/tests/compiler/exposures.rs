//! Edits that a reviewer may overlook: each that opens something exits with 12 and shows it, each other one does not.

use gwc_tests::exposures::{Exposure, benign, exposing};
use gwc_tests::golden;
use serde_json::Value;
use std::collections::BTreeMap;

use super::gwc;

/// Changes that no single request shows.
const WITHOUT_A_REQUEST: [&str; 6] = ["GW860", "GW862", "GW867", "GW868", "GW878", "GW880"];

/// The exit code of a comparison, and its changes.
fn compared(edit: &Exposure) -> (Option<i32>, Vec<Value>) {
    let place = tempfile::tempdir().expect("a folder");
    edit.write(place.path());
    let run =
        gwc(place.path()).run(&["diff", "before", "after", "--exit-code", "--full", "--format", "json"]);
    let report: Value = serde_json::from_str(&run.stdout)
        .unwrap_or_else(|_| panic!("{}: {}{}", edit.name, run.stdout, run.stderr));
    let changes = report["gateways"][0]["changes"].as_array().cloned().unwrap_or_default();
    (run.code, changes)
}

fn is_exposing(change: &&Value) -> bool {
    change["exposure"] == "widens"
}

/// What the changes of an edit are, each in a line.
fn told(changes: &[Value]) -> String {
    let line = |change: &Value| {
        let text = |name: &str| change[name].as_str().unwrap_or("-").to_owned();
        let witness = &change["witness"];
        let request = match witness["curl"].as_str() {
            Some(curl) => format!("\n    {curl}\n    {} -> {}", witness["before"], witness["after"]),
            None => String::new(),
        };
        format!("  {} {} {}{request}\n", text("code"), text("name"), text("exposure"))
    };
    changes.iter().map(line).collect()
}

#[test]
fn an_edit_that_opens_something_exits_with_12_and_shows_it() {
    let edits = exposing();
    assert!(edits.len() >= 50, "{}", edits.len());
    let (mut wrong, mut shown) = (String::new(), String::new());
    for edit in edits {
        let (exit, changes) = compared(&edit);
        let code = edit.code.clone().expect("an exposing edit has a code");
        let found = changes.iter().filter(is_exposing).find(|change| change["code"] == code.as_str());
        let is_shown = found.is_some_and(|change| !change["witness"].is_null());
        if exit != Some(12) || !(is_shown || found.is_some() && WITHOUT_A_REQUEST.contains(&&*code)) {
            wrong += &format!("{} {code}: {exit:?}\n{}", edit.name, told(&changes));
        }
        let exposing: Vec<Value> = changes.iter().filter(is_exposing).cloned().collect();
        shown += &format!("== {}\n{}", edit.name, told(&exposing));
    }
    assert!(wrong.is_empty(), "{wrong}");
    golden::folder("snapshots/exposures", &BTreeMap::from([("shown.txt".to_owned(), shown)]));
}

#[test]
fn an_edit_that_opens_nothing_does_not_exit_with_12() {
    let edits = benign();
    assert!(edits.len() >= 20, "{}", edits.len());
    let mut wrong = String::new();
    for edit in edits {
        let (exit, changes) = compared(&edit);
        if !matches!(exit, Some(0 | 10 | 11)) || changes.iter().any(|change| is_exposing(&change)) {
            wrong += &format!("{}: {exit:?}\n{}", edit.name, told(&changes));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}
